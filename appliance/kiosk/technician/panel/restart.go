package panel

import "numerek/appliance/kiosk/technician"

// restarts is the choice of what to start anew; ok says that there is one.
func (s *sheet) restarts() (t restartText, actions []action, ok bool) {
	if s.mode.Asked != technician.Restart || !s.mode.Info.Reboots {
		return restartText{}, nil, false
	}
	t = s.t.anew
	return t, []action{
		{technician.TargetYes, t.program, look{primary: true}},
		{technician.TargetDo + string(technician.Reboot), t.device, look{}},
		{technician.TargetNo, s.t.cancel, look{}},
	}, true
}
