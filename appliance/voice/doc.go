// Package voice makes calls heard: it joins the clips of a sentence, sees that
// no two sounds overlap, and plays them.
package voice
