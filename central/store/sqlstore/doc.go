// Package sqlstore keeps an installation in a SQLite file or in PostgreSQL.
//
// Both engines have the same schema and run the same SQL. Ordinary queries are
// written in queries/ and generated into sqlgen by sqlc, which checks them
// against the schema; the rows of a commit are loaded and saved by statements
// over many rows at once, built in package bulk. What differs between the engines
// is how they are opened, how the write transaction begins and how somebody
// hears of a commit: one file each.
//
// Both give one write transaction at a time, however many processes there are:
// SQLite by BEGIN IMMEDIATE, PostgreSQL by an exclusive lock on the empty table
// writer, taken before anything is read. Every statement after it sees all
// earlier commits and nothing changes beside it, so READ COMMITTED is as good
// as serializable there, and nothing is ever retried.
package sqlstore

//go:generate go tool -modfile=../../../scripts/tools/sqlc.mod sqlc generate
