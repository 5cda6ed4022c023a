package gateway_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"numerek/central/gateway"
)

// TestReadme: every example of the README is a file that is read, and every key
// is in one.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(examples) != 5 {
		t.Errorf("got %d examples, want one of each sender and one of mail", len(examples))
	}
	all := ""
	for _, e := range examples {
		name := filepath.Join(t.TempDir(), "gateway.toml")
		if err := os.WriteFile(name, []byte(e[1]), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := gateway.Read(name); err != nil {
			t.Errorf("%v in\n%s", err, e[1])
		}
		all += e[1]
	}
	s := gateway.Settings{}
	for table, keys := range map[string]reflect.Type{
		"sms.file": reflect.TypeOf(s.SMS.File), "sms.smsapi": reflect.TypeOf(s.SMS.SMSAPI), "sms.smpp": reflect.TypeOf(s.SMS.SMPP),
		"sms.modem": reflect.TypeOf(s.SMS.Modem), "mail": reflect.TypeOf(s.Mail),
	} {
		_, example, _ := strings.Cut(all, "["+table+"]\n")
		example, _, _ = strings.Cut(example, "\n[")
		for field := range keys.Fields() {
			if key := field.Tag.Get("toml"); !regexp.MustCompile(`(?m)^` + key + ` *= `).MatchString(example) {
				t.Errorf("[%s] does not say what %s is", table, key)
			}
		}
	}
}
