package translations

func englishDevices() *Devices {
	return &Devices{
		Code: "en", Title: "Devices", Why: "Kiosks and monitors: what works, and what needs somebody.",
		Kinds:   map[string]string{"kiosk": "Kiosk", "display": "Monitor"},
		States:  map[string]string{"ok": "Works", "warning": "Needs attention", "fault": "Does not work", "never": "Has not reported yet", "revoked": "Taken out"},
		Counted: map[string]string{"ok": "works: %d", "warning": "needs attention: %d", "fault": "does not work: %d", "never": "has not reported yet: %d", "revoked": "taken out: %d"},
		Conditions: map[string]string{
			"paper_low": "Paper is running low", "paper_out": "Out of paper", "cover_open": "Printer cover open",
			"cutter": "Cutter is stuck", "printer_gone": "Printer does not answer", "outcome_unknown": "A ticket may not have been printed",
			"line_quality": "Connection keeps breaking", "temperature": "Too hot", "disk": "Card is nearly full",
			"clock": "Clock of the device is wrong", "version": "Another version than the server's", "door_open": "Cabinet door open", "no_sound": "No sound",
			"journal": "Card cannot be written", "silent": "No word from the device", "cloned": "Card of the device has a copy",
			"certificate": "Certificate was not renewed",
			"update":      "Update failed",
		},
		Do: map[string]string{
			"paper_low":       "Change the roll today.",
			"paper_out":       "Put in a new roll of paper.",
			"cover_open":      "Close the printer's cover until it clicks.",
			"cutter":          "Open the cover, take out pieces of paper and close it. If that does not help, call the service.",
			"printer_gone":    "Check power and cable of the printer. Tickets are shown on the screen meanwhile.",
			"outcome_unknown": "Nobody knows whether a ticket was printed; its number will be called all the same. If it happens again, check the printer.",
			"line_quality":    "Check the cables of printer and network.",
			"temperature":     "Check the fan and the openings of the cabinet.",
			"disk":            "Tell the administrator: the card is nearly full.",
			"clock":           "The device goes on by the server's clock. Tell the administrator.",
			"version":         "Nothing urgent: the administrator may update the device.",
			"door_open":       "Close the door of the cabinet.",
			"no_sound":        "Check the loudspeaker and its cable.",
			"journal":         "Restart the device; if that does not help, replace the card.",
			"silent":          "Check power and network of the device.",
			"cloned":          "Turn off the other device with the same card and tell the administrator.",
			"certificate":     "Tell the administrator before the certificate expires.",
			"update":          "The device works on with the version before. Tell the administrator.",
		},
		Short: map[string]string{
			"paper_low": "paper low", "paper_out": "out of paper", "cover_open": "cover open", "cutter": "cutter stuck",
			"printer_gone": "printer gone", "outcome_unknown": "print unsure", "line_quality": "connection breaks",
			"temperature": "too hot", "disk": "card full", "clock": "clock wrong", "version": "other version", "door_open": "door open",
			"no_sound": "no sound", "journal": "card fault", "silent": "no word", "cloned": "card copied", "certificate": "certificate",
			"update": "update failed",
		},
		Severities: map[string]string{"info": "information", "warning": "warning", "fault": "fault"},
		Other:      "Tell the administrator.",

		Since: "since %s", Said: "The device says:", Seen: "last report: %s", NeverSeen: "no report", Version: "version %s",
		Update: map[string]string{
			"installing": "update to %s: installing, %d %%", "installed": "update to %s: waits until nobody is there", "activated": "update to %s: restarting",
			"good": "update to %s: done", "failed": "update to %s: not installed", "rolled_back": "update to %s: went back to the version before",
			"halted": "update to %s: halted",
		},
		Certificate: "certificate valid until %s",
		Started:     "running since %s", Printed: "tickets printed since the start: %d", Day: "Today", Quiet: "Nothing happened.", Began: "began", Over: "over after %s",
		None: "This office has no devices.", Lost: "No connection to the server. This may be out of date.",
		Seconds: "%d s", Minutes: "%d min", Hours: "%d h %02d min",

		Notice: Notice{
			Subject: "%[1]s – %[2]s", SubjectMore: "%[1]s and %[3]d more – %[2]s", SubjectOver: "All right again: %[1]s – %[2]s",
			Open: "Needs somebody:", Closed: "All right again:", Page: "All devices: %s",
			Why:  "This message comes from the queue system Numerek, because you are on duty for its devices.",
			Text: "Devices: ", TextOver: "OK ", TextMore: "and %d more",
		},
	}
}
