package sqlstore

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"numerek/central/store"
)

// table is how the rows of one kind are loaded by key and saved, many to a
// statement.
type table[K, V any] struct {
	name    string
	columns []string      // the first of them are the primary key
	keyed   int           // how many; 0 if rows are only ever added
	key     func(K) []any // nil where there is but one row
	whole   []string      // the columns of the key that are numbers; the others are texts
	values  func(V) []any // in the order of columns
	scan    func(scanner) (V, error)

	selects, inserts [len(sizes)]string // by size
	deletes          string
}

// ready returns the table with its statements written out.
func (t table[K, V]) ready() *table[K, V] {
	for i, size := range sizes {
		t.selects[i] = selectSQL(t.name, t.columns, t.keyed, t.whole, size)
		t.inserts[i] = insertSQL(t.name, t.columns, t.keyed, size)
	}
	t.deletes = deleteSQL(t.name, t.columns[:t.keyed])
	return &t
}

type scanner interface{ Scan(dest ...any) error }

// statement is one statement of a write transaction.
type statement struct {
	sql  string
	args []any
	// row takes in one row of the result, nil where there is none.
	row func(scanner) error
}

// sizes are the numbers of rows in a statement, so that few texts have to be
// prepared. The smallest is 1.
var sizes = [...]int{64, 16, 4, 1}

// load returns the statements that look up keys and append what there is to
// found. Keys of a last statement that is not full are repeated. Those that no row
// can have are left out: PostgreSQL would give up the transaction, which is shared.
func (t *table[K, V]) load(keys []K, found *[]V) (sts []statement) {
	row := t.into(found)
	if t.key == nil && len(keys) > 0 {
		return []statement{{sql: "SELECT " + strings.Join(t.columns, ", ") + " FROM " + t.name, row: row}}
	}
	keys = t.possible(keys)
	for len(keys) > 0 {
		fit := fitting(len(keys))
		size := sizes[fit]
		chunk := keys[:min(size, len(keys))]
		keys = keys[len(chunk):]
		var args []any
		for i := range size {
			args = append(args, t.key(chunk[min(i, len(chunk)-1)])...)
		}
		sts = append(sts, statement{sql: t.selects[fit], args: args, row: row})
	}
	return sts
}

// where returns the statement that appends the rows of a condition to found, or
// none where no row can meet it.
func (t *table[K, V]) where(condition string, args []any, found *[]V) []statement {
	if checkTexts(args) != nil {
		return nil
	}
	return []statement{{
		sql:  "SELECT " + strings.Join(t.columns, ", ") + " FROM " + t.name + " WHERE " + condition,
		args: args, row: t.into(found),
	}}
}

// remove returns the statements that delete rows.
func (t *table[K, V]) remove(keys []K) (sts []statement) {
	for _, k := range t.possible(keys) {
		sts = append(sts, statement{sql: t.deletes, args: t.key(k)})
	}
	return sts
}

// possible returns the keys that a row can have.
func (t *table[K, V]) possible(keys []K) []K {
	return slices.DeleteFunc(slices.Clone(keys), func(k K) bool { return checkTexts(t.key(k)) != nil })
}

// into returns what appends a row of a result to found.
func (t *table[K, V]) into(found *[]V) func(scanner) error {
	return func(s scanner) error {
		v, err := t.scan(s)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		*found = append(*found, v)
		return nil
	}
}

// fitting returns the index of the smallest size that takes n keys, or of the
// largest.
func fitting(n int) int {
	for i, size := range slices.Backward(sizes[:]) {
		if size >= n {
			return i
		}
	}
	return 0
}

// save returns the statements that write rows.
func (t *table[K, V]) save(rows []V) (sts []statement, err error) {
	for i, size := range sizes {
		for len(rows) >= size {
			args := make([]any, 0, size*len(t.columns))
			for _, v := range rows[:size] {
				args = append(args, t.values(v)...)
			}
			if err := checkTexts(args); err != nil {
				return nil, fmt.Errorf("%s: %w", t.name, err)
			}
			rows = rows[size:]
			sts = append(sts, statement{sql: t.inserts[i], args: args})
		}
	}
	return sts, nil
}

// checkTexts refuses what PostgreSQL cannot store and SQLite stores but does
// not give back alike.
func checkTexts(args []any) error {
	for _, a := range args {
		if s, ok := a.(string); ok && (!utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0) {
			return fmt.Errorf("text %q: %w", s, store.ErrInvalid)
		}
	}
	return nil
}

// selectSQL is a join with the list of keys, which both engines answer by one
// look-up in the primary key for each. PostgreSQL takes the list for texts.
func selectSQL(name string, columns []string, keyLen int, whole []string, rows int) string {
	key := columns[:keyLen]
	on := make([]string, keyLen)
	for i, c := range key {
		if on[i] = "t." + c + " = k." + c; slices.Contains(whole, c) {
			on[i] = "t." + c + " = CAST(k." + c + " AS BIGINT)"
		}
	}
	return "WITH k (" + strings.Join(key, ", ") + ") AS (VALUES " + placeholders(keyLen, rows) + ")" +
		" SELECT t." + strings.Join(columns, ", t.") +
		" FROM k JOIN " + name + " t ON " + strings.Join(on, " AND ")
}

func insertSQL(name string, columns []string, keyLen, rows int) string {
	insert := "INSERT INTO " + name + " (" + strings.Join(columns, ", ") + ") VALUES " + placeholders(len(columns), rows)
	if keyLen == 0 {
		return insert
	}
	set := make([]string, 0, len(columns))
	for _, c := range columns[keyLen:] {
		set = append(set, c+" = excluded."+c)
	}
	return insert + " ON CONFLICT (" + strings.Join(columns[:keyLen], ", ") + ") DO UPDATE SET " + strings.Join(set, ", ")
}

func deleteSQL(name string, key []string) string {
	on := make([]string, len(key))
	for i, c := range key {
		on[i] = c + " = $" + strconv.Itoa(i+1)
	}
	return "DELETE FROM " + name + " WHERE " + strings.Join(on, " AND ")
}

// placeholders returns "($1, $2), ($3, $4)": rows of width. They are numbered in
// the order of their appearance because SQLite binds them so.
func placeholders(width, rows int) string {
	var b []byte
	for i := range width * rows {
		switch {
		case i == 0:
			b = append(b, '(')
		case i%width == 0:
			b = append(b, "), ("...)
		default:
			b = append(b, ", "...)
		}
		b = strconv.AppendInt(append(b, '$'), int64(i+1), 10)
	}
	return string(append(b, ')'))
}
