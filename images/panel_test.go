package images_test

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// cabinet is a device's system as far as the scripts of images/root look at it: its
// files in a folder, and programs that note how they are called.
type cabinet struct {
	t    *testing.T
	root string
}

func newCabinet(t *testing.T, files map[string]string) cabinet {
	t.Helper()
	c := cabinet{t, t.TempDir()}
	for _, name := range []string{"panel", "session", "trial"} {
		text, err := os.ReadFile("root/usr/lib/numerek/" + name)
		if err != nil {
			t.Fatal(err)
		}
		places := []string{}
		for _, place := range []string{"/sys/", "/usr/lib/", "/usr/bin/", "/proc/", "/run/"} {
			places = append(places, place, c.root+place)
		}
		c.put("/usr/lib/numerek/"+name, strings.NewReplacer(places...).Replace(string(text)))
	}
	c.put("/run/called", "")
	for _, name := range slices.Sorted(maps.Keys(files)) {
		c.put(name, files[name])
	}
	return c
}

// program is one that notes its call, and does no more than that and what script says.
func (c cabinet) program(name, script string) {
	c.t.Helper()
	c.put(name, "#!/bin/sh\necho \"${0##*/} $*\" >>"+c.root+"/run/called\n"+script+"\n")
}

func (c cabinet) put(name, text string) {
	c.t.Helper()
	path := c.root + name
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
		c.t.Fatal(err)
	}
}

func (c cabinet) read(name string) string {
	c.t.Helper()
	text, err := os.ReadFile(c.root + name)
	if err != nil && !os.IsNotExist(err) {
		c.t.Fatal(err)
	}
	return string(text)
}

// run runs a script with the device's programs.
func (c cabinet) run(name string) (said string, err error) {
	c.t.Helper()
	cmd := exec.CommandContext(c.t.Context(), "sh", c.root+"/usr/lib/numerek/"+name)
	cmd.Env = append(os.Environ(), "PATH="+c.root+"/bin:"+os.Getenv("PATH"), "XDG_RUNTIME_DIR="+c.root+"/run/numerek")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

const (
	port1     = "/sys/class/drm/card1-HDMI-A-1/status"
	port2     = "/sys/class/drm/card1-HDMI-A-2/status"
	writeback = "/sys/class/drm/card1-Writeback-1/status"
	composite = "/sys/class/drm/card1-Composite-1/status"
	on, off   = "connected\n", "disconnected\n"
)

func TestPanel(t *testing.T) {
	for name, tt := range map[string]struct {
		files map[string]string
		want  bool
	}{
		"emulator":                   {map[string]string{"/sys/class/drm/card0-Virtual-1/status": on}, true},
		"second_port":                {map[string]string{port1: off, port2: on, writeback: on}, true},
		"off":                        {map[string]string{port1: off, port2: off, writeback: on}, false},
		"off_beside_a_socket_for_tv": {map[string]string{port1: off, composite: "unknown\n"}, false},
		"nothing_that_knows":         {map[string]string{composite: "unknown\n", writeback: on}, true},
		"no_driver":                  {map[string]string{"/sys/class/drm/version": "drm 1.1.0\n"}, true},
		"no_screens":                 {nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			if said, err := newCabinet(t, tt.files).run("panel"); said != "" || (err == nil) != tt.want {
				t.Errorf("got %v and %q, want %v", err, said, tt.want)
			}
		})
	}
}

// TestSession starts without a panel, as at night, and has one after a while.
func TestSession(t *testing.T) {
	for name, tt := range map[string]struct{ state, called, said string }{
		"with":    {on, "Xorg :0 setpriv :7", ""},
		"without": {off, "systemd-notify EXTEND_TIMEOUT_USEC=300000000 sleep 2 Xorg :0 setpriv :7", "no panel is connected: waiting for one\na panel is connected\n"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCabinet(t, map[string]string{port1: tt.state, writeback: on, "/run/numerek/Xorg.log": ""})
			c.program("/bin/systemd-notify", "")
			c.program("/bin/sleep", "echo connected >"+c.root+port1)
			c.put("/bin/setpriv", "#!/bin/sh\necho \"setpriv $DISPLAY\" >>"+c.root+"/run/called\n")
			c.put("/usr/lib/xorg/Xorg", "#!/bin/sh\necho \"Xorg $1\" >>"+c.root+"/run/called\necho 7 >&3\n")
			said, err := c.run("session")
			called := strings.Join(strings.Fields(c.read("/run/called")), " ")
			if err != nil || said != tt.said || called != tt.called {
				t.Errorf("got %v, said %q, called %q, want %q, %q", err, said, called, tt.said, tt.called)
			}
		})
	}
}

func TestTrial(t *testing.T) {
	const stop, reboot = "systemctl --no-block stop numerek-trial.timer", "systemctl --no-block reboot"
	for name, tt := range map[string]struct {
		left, up, unseen string // unseen is when there was no panel last
		panel, ended     string
		want             string // what was done
		noted            string // when there was no panel
	}{
		"good":                            {left: "2", up: "181.50", panel: on, want: stop},
		"begins":                          {left: "1", up: "181.50", panel: on, ended: "0"},
		"does_not_draw":                   {left: "1", up: "720.01", panel: on, ended: "0", want: reboot},
		"does_not_stay_up":                {left: "0", up: "181.50", panel: on, ended: "10", want: reboot},
		"unseen_and_good":                 {left: "2", up: "181.50", panel: off, want: "bootstate set-state A good", noted: "181"},
		"unseen_for_long":                 {left: "3", up: "40000.00", unseen: "39900", panel: off, noted: "40000"},
		"unseen_on_trial":                 {left: "1", up: "40000.00", unseen: "39900", panel: off, noted: "40000"},
		"unseen_at_the_last_try":          {left: "0", up: "40000.00", panel: off, noted: "40000"},
		"seen_just_now":                   {left: "1", up: "40060.00", unseen: "40000", panel: on, ended: "0", noted: "40000"},
		"seen_for_long_and_does_not_draw": {left: "1", up: "40720.00", unseen: "40000", panel: on, ended: "0", want: reboot, noted: "40000"},
		"seen_and_good":                   {left: "3", up: "40060.00", unseen: "40000", panel: on, want: stop, noted: "40000"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCabinet(t, map[string]string{port2: tt.panel, "/proc/uptime": tt.up + " 99.00\n"})
			if tt.unseen != "" {
				c.put("/run/numerek-unseen", tt.unseen+"\n")
			}
			c.put("/usr/lib/numerek/bootstate", "#!/bin/sh\ncase $1 in get-current) echo A ;; tries) echo "+tt.left+
				" ;; *) echo \"bootstate $*\" >>"+c.root+"/run/called ;; esac\n")
			c.put("/bin/systemctl", "#!/bin/sh\ncase $1 in show) echo "+tt.ended+" ;; *) echo \"systemctl $*\" >>"+c.root+"/run/called ;; esac\n")
			said, err := c.run("trial")
			if called := strings.TrimSpace(c.read("/run/called")); err != nil || called != tt.want || (said != "") != (tt.want == reboot) {
				t.Errorf("got %v, said %q, did %q, want %q", err, said, called, tt.want)
			}
			if got := strings.TrimSpace(c.read("/run/numerek-unseen")); got != tt.noted {
				t.Errorf("noted that there was no panel at %q, want %q", got, tt.noted)
			}
		})
	}
}
