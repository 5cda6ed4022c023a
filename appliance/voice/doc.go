// Package voice makes calls heard: it joins the clips of a sentence, sees that
// no two sounds overlap, and plays them.
//
// What is said and when decides package announce. A call is a gong and then the
// sentence in one or more languages. Clips are built in for every number,
// letter and phrase; how they were made says clips/README.md.
//
// # An office's own voice
//
// A folder on the appliance (Options.Clips) replaces clips by the same names:
//
//	dingdong.wav                          the gong, as the office file names it
//	pl/numer.wav                          "Numer"
//	pl/prosze-do-stanowiska-numer.wav     "proszę do stanowiska numer"
//	pl/letter-r.wav                       "er"
//	pl/pietnascie.wav                     "piętnaście", as in the middle of a sentence
//	pl/pietnascie-end.wav                 "piętnaście", as at its end; without it the other serves
//
// A name is what is said, without accents, with hyphens for spaces
// (announce.ClipName); announce.Clips lists all of a language, and so does the
// folder clips/pl. About eighty recordings are Polish; they may be WAV of any
// rate, or Opus, each with a little silence before and after, which is cut away.
// All are made equally loud. An office that changes its sentence records the new
// phrases under their names. What is missing or broken is named in the log at the
// start, and the built-in clip serves; a phrase that has no clip at all is named
// as well, and the built-in sentence of that language is spoken.
package voice
