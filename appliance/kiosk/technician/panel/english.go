package panel

import (
	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/technician"
)

func english() text {
	return text{
		service: "Service", other: "Polski", otherCode: "pl", finish: "Finish", cancel: "Cancel", back: "Back",
		pages: map[technician.Page]string{
			technician.Overview: "Overview", technician.Printer: "Printer", technician.Status: "Status bits",
			technician.Tickets: "Tickets", technician.Tests: "Tests", technician.Version: "Version",
		},
		well: "Ready to work", broken: "The card takes no records", barred: "The server does not let this kiosk in",
		away: "No connection to the server", none: "There is no printer",
		conditions: map[kiosk.Condition]string{
			kiosk.PaperLow: "Paper is running low", kiosk.PaperOut: "Out of paper", kiosk.CoverOpen: "The printer's cover is open",
			kiosk.CutterStuck: "The printer's cutter is stuck", kiosk.PrinterGone: "The printer does not answer",
		},

		printer: "Printer", server: "Server", address: "Its address", journal: "Journal", version: "Version", slot: "slot", device: "Device", running: "Running",
		addresses: "IP addresses", certificate: "Certificate", heat: "Temperature", disk: "Card", clock: "Clock",
		online: "connected", offline: "no connection", breaks: "breaks: %d",
		writesNot: "does not write", unfinished: "open %d, doubtful %d", keptAside: "newer one kept",
		noCertificate: "none", until: "valid until %s", unread: "cannot be read", free: "%s free of %s",
		right: "agrees with the server", slow: "%s slow", fast: "%s fast", days: "%d d",
		restart: "Start anew",

		ready: "ready", line: "Line", cuts: "Cuts", roll: "Roll changed",
		model: "Model", papers: "Papers of this roll", metres: "Paper of this roll", gone: "Line breaks",
		never: "not known", noAnswer: "the printer does not say",
		testPrint: "Test print", rollChanged: "Roll changed", clear: "Clear the printer",

		ask: "DLE EOT %d = %02X", askSilent: "DLE EOT %d: no answer", yes: "yes", no: "no", notKnown: "–",
		bits: map[technician.Bit]string{
			technician.BitDrawer: "Drawer contact (no matter)", technician.BitOffline: "Printer is off line",
			technician.BitWaiting: "Waits to be resumed", technician.BitButton: "Button is pressed",
			technician.BitCover: "Cover is open", technician.BitFeeding: "Feeds by its button",
			technician.BitStopped: "Printing stopped: no paper", technician.BitError: "An error occurred",
			technician.BitJam: "Paper or mechanism jammed", technician.BitCutter: "Cutter is stuck",
			technician.BitBroken: "Lasting error: needs service", technician.BitHot: "Head too hot (will pass)",
			technician.BitRollEnds: "Paper is running low", technician.BitRollEnded: "Out of paper",
		},

		noTickets: "No ticket was given since the card was put in.",
		became: map[technician.Became]string{
			technician.Pending: "under way", technician.Printed: "printed", technician.Shown: "on the screen",
			technician.Taken: "with the person", technician.Unknown: "uncertain", technician.NotDelivered: "not delivered",
		},
		issued: "Issued", what: "Paper", proof: "Journal says", copies: "Copies", copy: "Print a copy",
		noCopy: "Too little is known for a copy", newer: "Newer", older: "Older",

		touchTest: "Touch", soundTest: "Sound", glassTest: "Screen",
		printWhat: "ruler, letters, QR code, greys", touchWhat: "where the finger arrives", soundWhat: "a sentence in the voice",
		glassW:    "colours and dead pixels",
		touchHint: "Touch the corners and edges, draw with a finger", glassHint: "Every touch shows the next colour",
		lifted: "x %d   y %d", end: "End of the test",
		colours: map[string]string{
			"white": "white", "black": "black", "red": "red", "green": "green", "blue": "blue", "grey": "grey",
		},

		deeds: map[technician.Deed]string{
			technician.TestPrint: "Test print", technician.Copy: "Copy of a ticket", technician.RollChanged: "Roll change",
			technician.Clear: "Clearing the printer", technician.Sound: "Sound", technician.Restart: "Starting anew",
		},
		underWay: "%s: under way…",
		outcomes: map[technician.Outcome]string{
			technician.OK: "done", technician.Failed: "failed", technician.Uncertain: "not known, look at the paper",
		},
		askDeed: map[technician.Deed]string{
			technician.Copy: "Print a copy of ticket %s?", technician.RollChanged: "Is there a new roll?",
			technician.Clear: "Clear the printer?", technician.Restart: "Start the program anew?",
		},
		why: map[technician.Deed]string{
			technician.Copy:        "The paper says KOPIA, the number stays the same. The server records that a copy was given.",
			technician.RollChanged: "The count of tickets and metres begins at zero.",
			technician.Clear:       "The printer forgets everything that it was told to print. See whether a piece of a ticket hangs in it.",
			technician.Restart:     "The kiosk leaves the screen for some seconds. The journal stays.",
		},
		meant: map[technician.Deed]string{
			technician.Copy: "Print the copy", technician.RollChanged: "Yes, a new roll", technician.Clear: "Clear", technician.Restart: "Start anew",
		},
		askPIN: "Enter the service PIN", enter: "OK", erase: "Erase", wrongPIN: "Wrong PIN. Tries left: %d",
		pausedPIN: "Too many wrong tries. Try again in %s.", typed: "Digits typed: %d",
		anew: restartText{
			question: "What shall start anew?",
			why:      "The program comes back after some seconds, the whole device after about a minute. The journal stays.",
			program:  "The program", device: "The device",
		},
		updates: englishUpdates(),
	}
}

func englishUpdates() versionText {
	return versionText{
		update: "Update",
		runs:   "Running now", slot: "Slot", from: "Its time", next: "What next", failed: "Failed", why: "Reason",
		good: "%s, marked good", unproven: "%s, not marked good yet", since: "from %s",
		short: map[technician.Stage]string{
			technician.StageUnknown: "not known yet", technician.StageIdle: "none is waiting", technician.StageWaiting: "waits for its time",
			technician.StageInstalling: "installing", technician.StageStandby: "installed, waits",
			technician.StageRestarting: "restarting soon", technician.StageTrial: "version on trial",
		},
		long: map[technician.Stage]string{
			technician.StageUnknown: "What the card holds is not known yet", technician.StageIdle: "No update is waiting",
			technician.StageWaiting: "Version %s waits for its time", technician.StageInstalling: "Version %s is being installed",
			technician.StageStandby: "Version %s is installed", technician.StageRestarting: "Version %s will start soon",
			technician.StageTrial: "Version %s is on trial",
		},
		then: map[technician.Stage]string{
			technician.StageUnknown:    "The program asks the system for its slots until it answers.",
			technician.StageIdle:       "When the server names another version, it installs itself.",
			technician.StageWaiting:    "It installs itself. The kiosk works meanwhile.",
			technician.StageInstalling: "The kiosk goes on working. After a power cut the installation begins anew.",
			technician.StageStandby:    "It starts by itself when nobody has been here for some minutes. Finish the service first.",
			technician.StageRestarting: "The device restarts by itself.",
			technician.StageTrial:      "It stays if it shows a picture, finds the server and makes the printer no worse. Else the one before comes back.",
		},
		percent: "%s, %d %%", again: "Restarting soon",
		back: failureText{
			short: "went back", long: "Went back from version %s",
			then: "The version before is running. The administrator decides about another try.",
		},
		refused: failureText{
			short: "not installed", long: "Version %s was not installed",
			then: "The same version goes on running. The administrator decides about another try.",
		},
	}
}
