package store

// table is the rows of one kind in a unit of work.
type table[K comparable, V any] struct {
	under   *table[K, V]
	rows    map[K]row[V]
	written []K // in order
}

// row is a row that is known, be it that there is none.
type row[V any] struct {
	value           V
	exists, written bool
}

func (t *table[K, V]) get(k K) (r row[V], known bool) {
	if r, known = t.rows[k]; !known && t.under != nil {
		return t.under.get(k)
	}
	return r, known
}

func (t *table[K, V]) put(k K, v V) {
	if !t.rows[k].written {
		t.written = append(t.written, k)
	}
	t.set(k, row[V]{value: v, exists: true, written: true})
}

// remove makes the row be gone.
func (t *table[K, V]) remove(k K) {
	if !t.rows[k].written {
		t.written = append(t.written, k)
	}
	t.set(k, row[V]{written: true})
}

// learn takes in a row as the database has it, unless it is known better: a
// ticket of a queue may have been written before the queue was loaded.
func (t *table[K, V]) learn(k K, v V) {
	if r := t.rows[k]; !r.written {
		t.set(k, row[V]{value: v, exists: true})
	}
}

func (t *table[K, V]) set(k K, r row[V]) {
	if t.rows == nil {
		t.rows = make(map[K]row[V])
	}
	t.rows[k] = r
}

func (t *table[K, V]) claim(keys []K) []K {
	var fresh []K
	for _, k := range keys {
		if _, known := t.rows[k]; !known {
			t.set(k, row[V]{})
			fresh = append(fresh, k)
		}
	}
	return fresh
}

func (t *table[K, V]) merge() {
	for _, k := range t.written {
		if r := t.rows[k]; r.exists {
			t.under.put(k, r.value)
		} else {
			t.under.remove(k)
		}
	}
}

func (t *table[K, V]) drop() {
	clear(t.rows)
	t.written = t.written[:0]
}

// values returns the rows that were written, in the order of the first writing.
func (t *table[K, V]) values() []V {
	if len(t.written) == 0 {
		return nil
	}
	vs := make([]V, 0, len(t.written))
	for _, k := range t.written {
		if r := t.rows[k]; r.exists {
			vs = append(vs, r.value)
		}
	}
	return vs
}

// gone returns the keys of the rows that were removed.
func (t *table[K, V]) gone() (keys []K) {
	for _, k := range t.written {
		if !t.rows[k].exists {
			keys = append(keys, k)
		}
	}
	return keys
}
