package health_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"numerek/appliance/config"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/headless"
)

// A card that was copied with all that is on it: two devices run under one name, and
// whoever looks at the page of the devices or at the metrics sees it.
func TestACardThatWasCopied(t *testing.T) {
	ctx := t.Context()
	path, err := e2e.BuildOne(ctx, t.TempDir(), "central", "./central")
	must(t, err)
	office, err := e2e.Office()
	must(t, err)
	server := e2e.Server{Path: path, Data: t.TempDir(), Office: office, Clock: e2e.Monday(), Certified: true}
	central, err := server.Start(ctx, "central")
	must(t, err)
	t.Cleanup(func() { central.Kill() })
	m := hire(t, server, central)

	// start starts a device with the card in a folder.
	start := func(data, role string) {
		c, err := config.Load(filepath.Join(data, "numerek.toml"))
		must(t, err)
		if c.Data = data; role == "display" {
			headless.StartDisplay(t, c)
		} else {
			headless.StartKiosk(t, c, nil)
		}
	}
	shows := func(device, want string) {
		t.Helper()
		until(ctx, t, device+" shows "+want, func() (bool, error) {
			card, err := m.card(ctx, device)
			if err == nil && !strings.Contains(card, want) {
				err = fmt.Errorf("got %s", card)
			}
			return err == nil, err
		})
	}
	devices := map[string]string{"kiosk-ratusz": "kiosk", "ekran-r1": "display"}
	folders := map[string]string{}
	for device, role := range devices {
		folders[device] = t.TempDir()
		_, err := e2e.Appliance{Role: role, Device: device, Server: central.Devices, Data: folders[device]}.Enrol(ctx, server)
		must(t, err)
		start(folders[device], role)
	}
	for device, role := range devices {
		shows(device, "ostatni meldunek")
		until(ctx, t, device+" counts its starts", func() (bool, error) { // the card has it by then
			_, err := os.Stat(filepath.Join(folders[device], "starts"))
			return err == nil, err
		})
		twin := filepath.Join(t.TempDir(), "twin")
		must(t, os.CopyFS(twin, os.DirFS(folders[device])))
		start(twin, role)
	}
	for device := range devices {
		shows(device, "Karta urządzenia ma kopię")
	}
	seen(ctx, t, central, `numerek_device_conditions{code="cloned"} 2`)
}

// seen waits until the metrics say something.
func seen(ctx context.Context, t *testing.T, central *e2e.Central, want string) {
	t.Helper()
	until(ctx, t, want, func() (bool, error) {
		_, metrics, err := central.Get(ctx, "/metrics")
		return strings.Contains(string(metrics), want+"\n"), err
	})
}
