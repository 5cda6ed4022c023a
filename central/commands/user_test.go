package commands_test

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"numerek/central/access"
	"numerek/central/accounts"
	"numerek/central/commands"
	"numerek/central/office"
	"numerek/central/password"
	"numerek/central/store"
)

// user runs "central user" with words, and typed as its standard input.
func (s *shop) user(call commands.UserCall, typed string, words ...string) error {
	s.t.Helper()
	var out, errs bytes.Buffer
	call.Words, call.Stdin, call.Stdout, call.Stderr = words, strings.NewReader(typed), &out, &errs
	err := commands.User(s.t.Context(), call, s.openFor)
	s.out, s.err = out.String(), errs.String()
	return err
}

func (s *shop) logIn(name, secret string) error {
	s.t.Helper()
	st, err := s.open(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	defer st.Close()
	_, err = accounts.New(st, office.New(st, office.Options{}), accounts.Options{}).LogIn(s.t.Context(), "koszalin", name, secret)
	return err
}

func Test_accounts_from_the_command_line(t *testing.T) {
	s := newShop(t)
	s.must("import", demoFile)
	for _, step := range []struct {
		call  commands.UserCall
		typed string
		words string
		said  string // a pattern
		wrong error
	}{
		{commands.UserCall{FullName: "Pracownik  Pierwszy"}, "pierwsze-haslo\r\n", "add Anna", `^user "anna" added to office "koszalin" as clerk\n$`, nil},
		{commands.UserCall{FullName: "Kierownik Działu", Role: "manager", Generate: true}, "", "add maria", `as manager\npassword: [a-z-]{20}[2-9]{2}\n$`, nil},
		{commands.UserCall{FullName: "Pracownik Pierwszy"}, "x", "add anna", "", accounts.ErrUserExists},
		{commands.UserCall{FullName: "Ewa"}, "krotkie\n", "add ewa", "", password.ErrTooShort},
		{commands.UserCall{FullName: "Ewa"}, "", "add ewa", "", password.ErrTooShort},
		{commands.UserCall{FullName: "Ewa", Role: "boss"}, "pierwsze-haslo", "add ewa", "", access.ErrUnknownRole},
		{commands.UserCall{FullName: "Ewa"}, "pierwsze-haslo", "add Ewa<b>", "", accounts.ErrUserName},
		{commands.UserCall{FullName: "Ewa", Office: "nowhere"}, "pierwsze-haslo", "add ewa", "", office.ErrUnknownOffice},
		{commands.UserCall{}, "drugie-haslo\n", "passwd anna", `^user "anna" has another password\n$`, nil},
		{commands.UserCall{}, "drugie-haslo\n", "passwd ewa", "", accounts.ErrUnknownUser},
		{commands.UserCall{}, "", "disable anna", `^user "anna" is disabled\n$`, nil},
		{commands.UserCall{}, "", "list", `^anna +clerk +disabled +Pracownik Pierwszy\nmaria +manager +may log in +Kierownik Działu\n$`, nil},
		{commands.UserCall{}, "", "enable anna", `^user "anna" may log in\n$`, nil},
		{commands.UserCall{}, "", "disable ewa", "", accounts.ErrUnknownUser},
		{commands.UserCall{}, "", "erase anna", "", commands.ErrUsage},
		{commands.UserCall{}, "", "add", "", commands.ErrUsage},
		{commands.UserCall{}, "", "add ewa", "", commands.ErrUsage},
		{commands.UserCall{}, "", "", "", commands.ErrUsage},
		{commands.UserCall{Role: "clerk"}, "", "passwd anna", "", commands.ErrUsage},
		{commands.UserCall{Generate: true}, "", "list", "", commands.ErrUsage},
	} {
		if err := s.user(step.call, step.typed, strings.Fields(step.words)...); !errors.Is(err, step.wrong) {
			t.Errorf("%s: got %v, want %v", step.words, err, step.wrong)
		}
		if step.said != "" && !regexp.MustCompile(step.said).MatchString(s.out) {
			t.Errorf("%s: got %q, want %s", step.words, s.out, step.said)
		}
	}
	if err := s.logIn("anna", "pierwsze-haslo"); !errors.Is(err, accounts.ErrWrongPassword) {
		t.Errorf("the old password: got %v", err)
	}
	if err := s.logIn("anna", "drugie-haslo"); err != nil {
		t.Errorf("the new password: got %v", err)
	}
	var kinds []string
	for _, e := range s.events("koszalin") {
		kinds = append(kinds, e.Kind+" "+e.Clerk)
		if strings.Contains(e.Detail, "haslo") || strings.Contains(e.Detail, "Pierwszy") {
			t.Errorf("the event says %q", e.Detail)
		}
	}
	want := "office.imported , user.added anna, user.added maria, user.password anna, user.disabled anna, user.enabled anna, user.logged_in anna"
	if got := strings.Join(kinds, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func Test_a_made_up_password_opens_the_account(t *testing.T) {
	s := newShop(t)
	s.must("import", demoFile)
	if err := s.user(commands.UserCall{FullName: "Anna", Generate: true}, "", "add", "anna"); err != nil {
		t.Fatal(err)
	}
	_, secret, _ := strings.Cut(strings.TrimSpace(s.out), "password: ")
	if err := s.logIn("anna", secret); err != nil {
		t.Errorf("%q: got %v", secret, err)
	}
}

func Test_accounts_of_several_offices(t *testing.T) {
	s := newShop(t)
	if err := s.user(commands.UserCall{}, "", "list"); !errors.Is(err, office.ErrUnknownOffice) {
		t.Errorf("without an office: got %v", err)
	}
	s.must("import", demoFile)
	s.must("import", s.file("k2.toml", `id          = "koszalin"`, `id = "kolobrzeg"`))
	if err := s.user(commands.UserCall{}, "", "list"); !errors.Is(err, commands.ErrUsage) || !strings.Contains(err.Error(), `["kolobrzeg" "koszalin"]`) {
		t.Errorf("got %v, want to be asked which office", err)
	}
	for _, id := range []string{"kolobrzeg", "koszalin"} {
		if err := s.user(commands.UserCall{Office: id, FullName: "Anna", Generate: true}, "", "add", "anna"); err != nil {
			t.Errorf("%s: got %v", id, err)
		}
	}
	if err := s.user(commands.UserCall{Office: "kolobrzeg"}, "", "disable", "anna"); err != nil {
		t.Error(err)
	}
	if err := s.user(commands.UserCall{Office: "koszalin"}, "", "list"); err != nil || !strings.Contains(s.out, "may log in") {
		t.Errorf("the other office's: got %q, %v", s.out, err)
	}
}

// Test_a_wrong_call_opens_nothing: a server may be using the database.
func Test_a_wrong_call_opens_nothing(t *testing.T) {
	err := commands.User(t.Context(), commands.UserCall{Words: []string{"add", "anna"}}, func(context.Context, bool) (*store.Store, error) {
		t.Error("the database was opened")
		return nil, store.ErrUnavailable
	})
	if !errors.Is(err, commands.ErrUsage) {
		t.Errorf("got %v", err)
	}
}
