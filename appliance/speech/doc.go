// Package speech says things aloud with a speech engine of the machine: RHVoice
// where it and a voice for the language are installed, else eSpeak NG.
//
// An engine is a process that is given one sentence and gives back its sound;
// the next sentence is made while the last is heard. What is newly said takes
// the place of everything before it, at once. A machine that cannot speak says
// so in its log, once, and is silent: nobody waits for speech.
package speech
