package panel

import "numerek/appliance/kiosk/technician"

// restartText is what a technician reads who starts something anew, where the whole
// device can be started anew as well as the program.
type restartText struct{ question, why, program, device string }

var restartTexts = map[string]restartText{
	"pl": {
		question: "Co uruchomić ponownie?",
		why:      "Program wraca po kilku sekundach, całe urządzenie po około minucie. Dziennik zostaje.",
		program:  "Program", device: "Urządzenie",
	},
	"en": {
		question: "What shall start anew?",
		why:      "The program comes back after some seconds, the whole device after about a minute. The journal stays.",
		program:  "The program", device: "The device",
	},
}

// restarts is the choice of what to start anew; ok says that there is one.
func (s *sheet) restarts() (t restartText, actions []action, ok bool) {
	if s.mode.Asked != technician.Restart || !s.mode.Info.Reboots {
		return restartText{}, nil, false
	}
	t = restartTexts[s.mode.Language]
	return t, []action{
		{technician.TargetYes, t.program, look{primary: true}},
		{technician.TargetDo + string(technician.Reboot), t.device, look{}},
		{technician.TargetNo, s.t.cancel, look{}},
	}, true
}
