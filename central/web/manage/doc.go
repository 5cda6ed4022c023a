// Package manage is the page of the manager: for each building the message on
// its monitors, in the languages of the office, and the silence of its voice.
// It needs no script; with one it counts the letters while they are typed.
package manage
