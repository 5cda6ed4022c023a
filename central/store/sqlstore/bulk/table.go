// Package bulk writes and loads the rows of a commit, many to a statement. It
// knows how a table is mapped, and neither an engine nor a connection.
package bulk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"numerek/central/store"
)

// Table is how the rows of one kind are loaded by key and saved, many to a
// statement.
type Table[K, V any] struct {
	Name    string
	Columns []string      // the first of them are the primary key
	Keyed   int           // how many; 0 if rows are only ever added
	Key     func(K) []any // nil where there is but one row
	Whole   []string      // the columns of the key that are numbers; the others are texts
	Values  func(V) []any // in the order of columns
	Scan    func(Scanner) (V, error)

	selects, inserts [len(sizes)]string // by size
	deletes          string
}

// Ready returns the table with its statements written out.
func (t Table[K, V]) Ready() *Table[K, V] {
	for i, size := range sizes {
		t.selects[i] = selectSQL(t.Name, t.Columns, t.Keyed, t.Whole, size)
		t.inserts[i] = insertSQL(t.Name, t.Columns, t.Keyed, size)
	}
	t.deletes = deleteSQL(t.Name, t.Columns[:t.Keyed])
	return &t
}

// Scanner is a row of a result.
type Scanner interface{ Scan(dest ...any) error }

// Statement is one statement of a write transaction.
type Statement struct {
	SQL  string
	Args []any
	// Row takes in one row of the result, nil where there is none.
	Row func(Scanner) error
}

// sizes are the numbers of rows in a statement, so that few texts have to be
// prepared. The smallest is 1.
var sizes = [...]int{64, 16, 4, 1}

// Load returns the statements that look up keys and append what there is to
// found. Keys of a last statement that is not full are repeated. Those that no row
// can have are left out: PostgreSQL would give up the transaction, which is shared.
func (t *Table[K, V]) Load(keys []K, found *[]V) (sts []Statement) {
	row := t.into(found)
	if t.Key == nil && len(keys) > 0 {
		return []Statement{{SQL: "SELECT " + strings.Join(t.Columns, ", ") + " FROM " + t.Name, Row: row}}
	}
	keys = t.possible(keys)
	for len(keys) > 0 {
		fit := fitting(len(keys))
		size := sizes[fit]
		chunk := keys[:min(size, len(keys))]
		keys = keys[len(chunk):]
		var args []any
		for i := range size {
			args = append(args, t.Key(chunk[min(i, len(chunk)-1)])...)
		}
		sts = append(sts, Statement{SQL: t.selects[fit], Args: args, Row: row})
	}
	return sts
}

// Where returns the statement that appends the rows of a condition to found, or
// none where no row can meet it.
func (t *Table[K, V]) Where(condition string, args []any, found *[]V) []Statement {
	if checkTexts(args) != nil {
		return nil
	}
	return []Statement{{
		SQL:  "SELECT " + strings.Join(t.Columns, ", ") + " FROM " + t.Name + " WHERE " + condition,
		Args: args, Row: t.into(found),
	}}
}

// Remove returns the statements that delete rows.
func (t *Table[K, V]) Remove(keys []K) (sts []Statement) {
	for _, k := range t.possible(keys) {
		sts = append(sts, Statement{SQL: t.deletes, Args: t.Key(k)})
	}
	return sts
}

// possible returns the keys that a row can have.
func (t *Table[K, V]) possible(keys []K) []K {
	return slices.DeleteFunc(slices.Clone(keys), func(k K) bool { return checkTexts(t.Key(k)) != nil })
}

// into returns what appends a row of a result to found.
func (t *Table[K, V]) into(found *[]V) func(Scanner) error {
	return func(s Scanner) error {
		v, err := t.Scan(s)
		if err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
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

// Save returns the statements that write rows.
func (t *Table[K, V]) Save(rows []V) (sts []Statement, err error) {
	for i, size := range sizes {
		for len(rows) >= size {
			args := make([]any, 0, size*len(t.Columns))
			for _, v := range rows[:size] {
				args = append(args, t.Values(v)...)
			}
			if err := checkTexts(args); err != nil {
				return nil, fmt.Errorf("%s: %w", t.Name, err)
			}
			rows = rows[size:]
			sts = append(sts, Statement{SQL: t.inserts[i], Args: args})
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
