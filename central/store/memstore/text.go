package memstore

import (
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"numerek/central/store"
)

// checkTexts refuses what the databases refuse: text that is not UTF-8 or
// contains a zero byte. What is deleted is not stored.
func checkTexts(rows store.Rows) error {
	rows.EndedSession, rows.GoneTickets, rows.GoneBookings, rows.GoneMessages = nil, nil, nil, nil
	return checkValue(reflect.ValueOf(rows))
}

func checkValue(v reflect.Value) error {
	switch v.Kind() {
	case reflect.String:
		if s := v.String(); !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			return fmt.Errorf("text %q: %w", s, store.ErrInvalid)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			return checkValue(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			if err := checkValue(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				if err := checkValue(v.Field(i)); err != nil {
					return err
				}
			}
		}
	default: // numbers
	}
	return nil
}
