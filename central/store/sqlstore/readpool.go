package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"numerek/central/store/sqlstore/sqlgen"
)

// readPool runs queries on connections that only read, and prepares each text once: SQLite takes
// longer to parse a query of ours than to answer it.
type readPool struct {
	*sql.DB

	mu         sync.Mutex
	statements map[string]*sql.Stmt
}

var _ sqlgen.DBTX = (*readPool)(nil)

func newReadPool(db *sql.DB) *readPool {
	return &readPool{DB: db, statements: make(map[string]*sql.Stmt)}
}

func (p *readPool) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	p.mu.Lock()
	st := p.statements[query]
	p.mu.Unlock()
	if st != nil {
		return st, nil
	}
	st, err := p.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if other := p.statements[query]; other != nil { // somebody was faster
		return other, st.Close()
	}
	p.statements[query] = st
	return st, nil
}

// QueryContext implements [sqlgen.DBTX].
func (p *readPool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// QueryRowContext implements [sqlgen.DBTX].
func (p *readPool) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	st, err := p.statement(ctx, query)
	if err != nil {
		return p.DB.QueryRowContext(ctx, query, args...) // which says why
	}
	return st.QueryRowContext(ctx, args...)
}

// Close closes the pool.
func (p *readPool) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var faults []error
	for _, st := range p.statements {
		faults = append(faults, st.Close())
	}
	return errors.Join(append(faults, p.DB.Close())...)
}
