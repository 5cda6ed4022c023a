package main

import "testing"

func TestFewTries(t *testing.T) {
	for line, want := range map[string]bool{
		"root=PARTUUID=4e4d524b-06 ro rauc.slot=A numerek.left=0 panic=10\n": true,
		"rauc.slot=B numerek.left=1":                                         true,
		"rauc.slot=A numerek.left=2 quiet":                                   false,
		"rauc.slot=A numerek.left=a quiet":                                   false,
		"rauc.slot=A numerek.left= quiet":                                    false,
		"rauc.slot=A quiet":                                                  false, // of an older boot.scr
		"":                                                                   false,
	} {
		if got := fewTries(line); got != want {
			t.Errorf("%q: got %v, want %v", line, got, want)
		}
	}
}
