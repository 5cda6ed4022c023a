// Package privacy is the use cases of what is kept how long: the daily deletion
// that the office file's [policy.privacy] asks for, the proof that it was done,
// and what one person may ask for.
//
// A purge belongs to a business day and runs once it has turned:
//
//   - Phone, name, e-mail, code, link and every hash of a booking are forgotten
//     phone_retention_days after the visit's day, whatever became of it; of a hold
//     that nobody confirmed, for which nothing was agreed, one day after it lapsed.
//   - What of codes and links is sealed goes with the visit's day.
//   - Messages go phone_retention_days after they were written, those that still
//     wait phone_retention_days after the visit. Their text went when a gateway
//     took them, or nobody could any more.
//   - Tickets and the rows of bookings go ticket_retention_days after their day,
//     tickets in the transaction that writes their figures; see [Figures].
//
// Events stay: they name tickets, desks and users, and no citizen. Everything is
// deleted in small transactions that count in the day's [store.Purge], so that a
// restart or a second server neither repeats nor loses anything. The last one
// appends the event [Purged].
package privacy
