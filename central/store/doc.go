// Package store declares what the use cases need from a database, and gives
// them one writer.
//
// All changes of an installation go through [Store.Update]: one goroutine
// collects what waits, loads the rows that the jobs named in one go, runs the
// jobs one after another on that unit of work, saves what they changed and
// commits once, durably, before anyone is answered. A job that fails leaves no
// trace and the others do not notice. It contains no SQL: a [Backend] loads and
// saves rows; sqlstore has two, memstore one, and storetest says how all of
// them must behave.
package store
