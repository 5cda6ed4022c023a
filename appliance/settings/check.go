package settings

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"

	"numerek/appliance/config"
	"numerek/appliance/mistake"
)

// check says what is wrong in a card's file, or whose it is and what may have been
// forgotten.
func check(card string, stdout, stderr io.Writer) error {
	text, err := os.ReadFile(card)
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "%s: nie da się go odczytać; sprawdź nazwę: Windows ukrywa końcówkę .txt\n"+
			"    it cannot be read; look at its name: Windows hides an end such as .txt\n", card)
		return err
	}
	c, wrong := config.Read(text)
	if len(wrong) == 0 {
		for _, n := range notes(c) {
			_, _ = fmt.Fprintf(stderr, "%s: uwaga: %s; %s\n    note: %s\n", card, n.Polish.Wrong, n.Polish.Mend, n.English)
		}
		_, err := fmt.Fprintf(stdout, "%s: bez błędów, no mistakes: %s %s, %s\n", card, c.Role, c.Device, c.Server)
		return err
	}
	for _, m := range wrong {
		polish := strings.TrimSuffix(m.Polish.Wrong+"; "+m.Polish.Mend, "; ")
		if m.Polish.Wrong == "" {
			polish = strings.TrimSuffix("brakuje; "+m.Polish.Mend, "; ")
		}
		key := strings.TrimPrefix(m.Key+": ", ": ")
		_, _ = fmt.Fprintf(stderr, "%s:%d: %s%s\n    %s%s\n", card, m.Line, key, polish, key, m.English)
	}
	return fmt.Errorf("%s: %w: %d", card, ErrMistakes, len(wrong))
}

// note is what is no mistake, but seldom meant on a card.
type note struct{ Polish, English mistake.Text }

// notes are those of a configuration without mistakes.
func notes(c config.Config) (all []note) {
	for _, n := range []struct {
		holds bool
		note
	}{
		{c.Token == "", note{
			mistake.Text{Wrong: "brak tokenu, a serwer nie wpuści bez niego nowej karty", Mend: "daje go polecenie central device add"},
			mistake.Text{Wrong: "there is no token, and the server lets no new card in without", Mend: "central device add makes one"},
		}},
		{loopback(c.Server), note{
			mistake.Text{Wrong: "server wskazuje na samo urządzenie", Mend: "wpisz nazwę albo IP serwera w sieci"},
			mistake.Text{Wrong: "server is the address of the device itself", Mend: "write the server's name or address in the network"},
		}},
		{c.Network.Static && !c.Network.Gateway.IsValid(), note{
			mistake.Text{Wrong: "brak bramy, więc urządzenie nie wyjdzie poza swoją sieć", Mend: "jeśli serwer jest poza nią, dopisz gateway w [network]"},
			mistake.Text{Wrong: "there is no gateway, so the device reaches its own network only", Mend: "where the server is outside of it, add gateway to [network]"},
		}},
		{c.Role == config.Kiosk && c.Printer.Path == "", note{
			mistake.Text{Wrong: "brak drukarki, numery będą tylko na ekranie", Mend: `dopisz [printer], a pod nim path = "/dev/numerek-printer"`},
			mistake.Text{Wrong: "there is no printer, tickets are shown on the screen only", Mend: `add [printer], and below it path = "/dev/numerek-printer"`},
		}},
		{c.Sound.Record != "", note{
			mistake.Text{Wrong: "dźwięk trafi do pliku i nikt go nie usłyszy", Mend: "usuń record z [sound]"},
			mistake.Text{Wrong: "the sound goes to a file, and nobody hears it", Mend: "take record out of [sound]"},
		}},
		{c.Window != (config.Size{}), note{
			mistake.Text{Wrong: "window jest dla programu na biurku, na karcie zajmuje on cały ekran", Mend: "usuń ten wiersz"},
			mistake.Text{Wrong: "window is for the program on a desk, on a card it takes the whole screen", Mend: "take this line away"},
		}},
	} {
		if n.holds {
			all = append(all, n.note)
		}
	}
	return all
}

// loopback says that a server's address is that of whoever asks.
func loopback(server string) bool {
	host, _, err := net.SplitHostPort(server)
	ip, _ := netip.ParseAddr(host)
	return err == nil && (host == "localhost" || ip.IsLoopback())
}
