package app_test

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"numerek/central/app"
)

// browser keeps cookies and follows where it is sent.
func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

// user runs "central user" beside the server.
func user(t *testing.T, data, typed string, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if err := app.User(t.Context(), append(args, "--data", data), strings.NewReader(typed), &out, &errs); err != nil {
		t.Fatalf("%v: %v %s", args, err, &errs)
	}
	return out.String()
}

// page asks for a page, and says which came and with what.
func page(t *testing.T, b *http.Client, address string, form url.Values) (path, body string) {
	t.Helper()
	ask := func() (*http.Response, error) { return b.Get(address) }
	if form != nil {
		ask = func() (*http.Response, error) { return b.PostForm(address, form) }
	}
	res, err := ask()
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(res.Body); err != nil {
		t.Fatal(err)
	}
	return res.Request.URL.Path, text.String()
}

// TestPeople walks the way of staff through a whole server: accounts are made
// and changed beside it, and who is in stays in when it starts again.
func TestPeople(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	s := start(t, app.Config{Data: data, Office: demo, Clock: "2026-11-23T09:30"})
	user(t, data, "haslo-kierownika\n", "add", "maria", "--name", "Kierownik Działu", "--role", "manager")
	_, secret, _ := strings.Cut(user(t, data, "", "add", "--generate", "anna", "--name", "Pracownik Pierwszy"), "password: ")
	maria, anna := browser(t), browser(t)
	at := "http://" + s.http
	if path, _ := page(t, maria, at+"/manage", nil); path != "/login" {
		t.Errorf("got %s", path)
	}
	in := url.Values{"name": {"maria"}, "password": {"haslo-kierownika"}, "next": {"/manage"}}
	if path, body := page(t, maria, at+"/login", in); path != "/manage" || !strings.Contains(body, "Kierownik Działu") {
		t.Errorf("got %s %s", path, body)
	}
	in = url.Values{"name": {"anna"}, "password": {strings.TrimSpace(secret)}}
	if path, body := page(t, anna, at+"/login", in); path != "/console/desks" || !strings.Contains(body, "Pracownik Pierwszy") {
		t.Errorf("got %s %s", path, body)
	}
	if path, body := page(t, anna, at+"/console/desk", url.Values{"location": {"ratusz"}, "desk": {"3"}}); path != "/console" {
		t.Errorf("got %s %s", path, body)
	}

	s.stop()
	s = start(t, app.Config{Data: data, Clock: "2026-11-23T09:40"})
	was, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range []*http.Client{maria, anna} { // a cookie does not look at the port
		b.Jar.SetCookies(&url.URL{Scheme: "http", Host: s.http}, b.Jar.Cookies(was))
	}
	at = "http://" + s.http
	if path, body := page(t, anna, at+"/console", nil); path != "/console" || !strings.Contains(body, "Pracownik Pierwszy") {
		t.Errorf("the desk is lost: got %s %s", path, body)
	}
	set := url.Values{"location": {"usc"}, "text-pl": {"Dziś do 13"}}
	if path, body := page(t, maria, at+"/manage/message", set); path != "/manage" || !strings.Contains(body, "<q>Dziś do 13</q>") {
		t.Errorf("got %s %s", path, body)
	}
	user(t, data, "", "disable", "maria")
	if path, _ := page(t, maria, at+"/manage", nil); path != "/login" {
		t.Errorf("a disabled user is at %s", path)
	}
	user(t, data, "inne-haslo-anny", "passwd", "anna")
	if path, _ := page(t, anna, at+"/console/desks", nil); path != "/login" {
		t.Errorf("with the old password anna is at %s", path)
	}
	if list := user(t, data, "", "list"); !strings.Contains(list, "disabled") || !strings.Contains(list, "Pracownik Pierwszy") {
		t.Errorf("got %q", list)
	}
	s.stop()
	for _, personal := range []string{"Pierwszy", "anna", "maria", strings.TrimSpace(secret)} {
		if strings.Contains(s.log.String(), personal) {
			t.Errorf("the log says %q:\n%s", personal, s.log)
		}
	}
}

// TestStopWithAConsole: a server that stops does not wait for open consoles.
func TestStopWithAConsole(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	s := start(t, app.Config{Data: data, Office: demo, Clock: "2026-11-23T09:30"})
	user(t, data, "haslo-anny-nowak", "add", "anna", "--name", "Pracownik Pierwszy")
	at, anna := "http://"+s.http, browser(t)
	page(t, anna, at+"/login", url.Values{"name": {"anna"}, "password": {"haslo-anny-nowak"}})
	page(t, anna, at+"/console/desk", url.Values{"location": {"ratusz"}, "desk": {"3"}})
	res, err := anna.Get(at + "/console/events")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	events := bufio.NewReader(res.Body)
	if line, err := events.ReadString('\n'); err != nil || res.Header.Get("Content-Type") != "text/event-stream" {
		t.Errorf("got %d %q, %v", res.StatusCode, line, err)
	}
	began := time.Now()
	s.stop()
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("stopping took %s", took)
	}
	if _, err := io.Copy(io.Discard, events); err != nil {
		t.Errorf("the stream ended with %v", err)
	}
	if strings.Contains(s.log.String(), "level=ERROR") {
		t.Errorf("the log of a normal stop says\n%s", s.log)
	}
}

func TestUserRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no_words":      {[]string{"--data", "x"}, "central user COMMAND"},
		"no_flag":       {[]string{"list", "--datta", "x"}, "-datta"},
		"no_directory":  {[]string{"list"}, "--data"},
		"no_database":   {[]string{"list", "--data", filepath.Join(t.TempDir(), "none")}, "no database in"},
		"another_words": {[]string{"add", "anna", "ewa", "--data", "x"}, "central user COMMAND"},
	} {
		var out, errs bytes.Buffer
		err := app.User(t.Context(), c.args, strings.NewReader(""), &out, &errs)
		if err == nil || !strings.Contains(err.Error()+errs.String(), c.want) || out.Len() > 0 {
			t.Errorf("%s: got %v %s", name, err, &errs)
		}
	}
	var errs bytes.Buffer
	if err := app.User(t.Context(), []string{"-h"}, nil, bufio.NewWriter(&errs), &errs); !errors.Is(err, flag.ErrHelp) || !strings.Contains(errs.String(), "-generate") {
		t.Errorf("got %v %s", err, &errs)
	}
}
