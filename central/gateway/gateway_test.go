package gateway_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"numerek/central/gateway"
	"numerek/central/notify"
)

func open(t *testing.T, text string, n gateway.Needs) (*gateway.Gateway, error) {
	t.Helper()
	name := ""
	if text != "" {
		name = filepath.Join(t.TempDir(), "gateway.toml")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := gateway.Read(name)
	if err != nil {
		return nil, err
	}
	n.Now, n.Log = time.Now, slog.New(slog.DiscardHandler)
	n.Deliver = func(context.Context, notify.Delivery) error { return nil }
	g, err := gateway.Open(s, n)
	if err == nil {
		t.Cleanup(func() { _ = g.Close() })
	}
	return g, err
}

func TestWithoutAFileMessagesStayAmongTheData(t *testing.T) {
	data := t.TempDir()
	g, err := open(t, "", gateway.Needs{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	if g.File != filepath.Join(data, "messages.txt") || g.Senders[notify.SMS].Name() != "file" || g.Senders[notify.Mail] != nil {
		t.Errorf("got %+v", g)
	}
}

func TestSenders(t *testing.T) {
	for name, tc := range map[string]struct{ text, sms string }{
		"smsapi": {"[sms]\nsender = \"smsapi\"\n[sms.smsapi]\ntoken = \"t\"\nserver = \"https://queue.example\"\nreport_secret = \"abcdefgh12345678\"\n", "smsapi"},
		"smpp":   {"[sms]\nsender = \"smpp\"\n[sms.smpp]\naddress = \"127.0.0.1:2775\"\nsystem_id = \"office\"\npassword = \"p\"\n", "smpp"},
		"modem":  {"[sms]\nsender = \"modem\"\n[sms.modem]\nport = \"/dev/ttyUSB0\"\n", "modem"},
		"mail":   {"[mail]\nserver = \"mail.example:587\"\nfrom = \"queue@office.example\"\n", "file"},
	} {
		t.Run(name, func(t *testing.T) {
			g, err := open(t, tc.text, gateway.Needs{Data: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			if got := g.Senders[notify.SMS].Name(); got != tc.sms {
				t.Errorf("got %s, want %s", got, tc.sms)
			}
			if (g.Senders[notify.Mail] != nil) != (name == "mail") {
				t.Errorf("mail: %v", g.Senders[notify.Mail])
			}
		})
	}
}

func TestWrongSettings(t *testing.T) {
	for name, tc := range map[string]struct{ text, says string }{
		"unknown_sender": {"[sms]\nsender = \"pigeon\"\n", "smsapi, smpp, modem and file"},
		"unknown_key":    {"[sms]\nsendr = \"file\"\n", "sendr"},
		"no_token":       {"[sms]\nsender = \"smsapi\"\n", "sms.smsapi"},
		"no_address":     {"[sms]\nsender = \"smpp\"\n", "sms.smpp"},
		"zone":           {"[sms]\nsender = \"smpp\"\n[sms.smpp]\naddress = \"127.0.0.1:1\"\nzone = \"Mars\"\n", "sms.smpp.zone"},
		"no_file":        {"[sms]\nsender = \"file\"\n", "sms.file.path"},
		"not_toml":       {"[sms\n", "gateway.toml"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := open(t, tc.text, gateway.Needs{})
			if !errors.Is(err, gateway.ErrSettings) || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("got %v, want it to say %q", err, tc.says)
			}
		})
	}
	if _, err := gateway.Read(filepath.Join(t.TempDir(), "none")); !errors.Is(err, gateway.ErrSettings) {
		t.Errorf("a file that is not there: %v", err)
	}
}
