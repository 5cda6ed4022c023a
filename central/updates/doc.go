// Package updates brings new versions of their image to devices: it keeps the bundles,
// says which device gets which one and when, by the rules of package rollout, and
// takes what becomes of it. A device that fails halts the rollout.
//
// Bundles are files in a folder. Servers that share a database either share the folder,
// or every one is given the bundle; one that lacks it says so in its log and offers
// nothing. What is rolled out stands in the database, for all of them.
package updates
