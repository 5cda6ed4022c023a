// Package callingtest plays days of the demo office for tests: people come in the
// pattern of a town hall's morning, some with a booking, some with priority, some
// not at all any more when they are called; clerks call by the rule, serve, park,
// transfer and take a break. The same seed gives the same day.
package callingtest
