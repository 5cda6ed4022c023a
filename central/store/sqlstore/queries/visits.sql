-- Number the arguments in the order in which they appear: SQLite's driver binds
-- them so. A test reads this file. Ids are UUIDs and days are digits, which every
-- database sorts alike.

-- name: Booking :one
SELECT office, id, location, service, day, start, minutes, desk, state, language, clerk, held_until, tries, ticket,
    code_hash, token_hash, phone_hash, origin, code, token, person, created_at, confirmed_at, reminded_at, ended_at, ended_by, wants_earlier, offer_to
FROM bookings
WHERE office = $1 AND id = $2;

-- name: BookingByCode :one
SELECT office, id, location, service, day, start, minutes, desk, state, language, clerk, held_until, tries, ticket,
    code_hash, token_hash, phone_hash, origin, code, token, person, created_at, confirmed_at, reminded_at, ended_at, ended_by, wants_earlier, offer_to
FROM bookings
WHERE office = $1 AND code_hash = $2 AND code_hash <> '';

-- name: BookingByToken :one
SELECT office, id, location, service, day, start, minutes, desk, state, language, clerk, held_until, tries, ticket,
    code_hash, token_hash, phone_hash, origin, code, token, person, created_at, confirmed_at, reminded_at, ended_at, ended_by, wants_earlier, offer_to
FROM bookings
WHERE office = $1 AND token_hash = $2 AND token_hash <> '';

-- name: BookingsBetween :many
SELECT office, id, location, service, day, start, minutes, desk, state, language, clerk, held_until, tries, ticket,
    code_hash, token_hash, phone_hash, origin, code, token, person, created_at, confirmed_at, reminded_at, ended_at, ended_by, wants_earlier, offer_to
FROM bookings
WHERE office = $1 AND day >= $2 AND day <= $3 AND day <> '';

-- name: BookingsOfPhone :many
SELECT office, id, location, service, day, start, minutes, desk, state, language, clerk, held_until, tries, ticket,
    code_hash, token_hash, phone_hash, origin, code, token, person, created_at, confirmed_at, reminded_at, ended_at, ended_by, wants_earlier, offer_to
FROM bookings
WHERE office = $1 AND phone_hash = $2 AND phone_hash <> '';

-- name: HoldsOver :many
SELECT office, id, location, service, day, start, minutes, desk, state, language, clerk, held_until, tries, ticket,
    code_hash, token_hash, phone_hash, origin, code, token, person, created_at, confirmed_at, reminded_at, ended_at, ended_by, wants_earlier, offer_to
FROM bookings
WHERE office = $1 AND held_until <= $2 AND state = 'held'
ORDER BY held_until, created_at, id
LIMIT $3;

-- name: PersonalBefore :many
SELECT office, id, location, service, day, start, minutes, desk, state, language, clerk, held_until, tries, ticket,
    code_hash, token_hash, phone_hash, origin, code, token, person, created_at, confirmed_at, reminded_at, ended_at, ended_by, wants_earlier, offer_to
FROM bookings
WHERE office = $1 AND day < $2 AND (person <> '' OR phone_hash <> '' OR origin <> '' OR code <> '' OR token <> '')
ORDER BY day, created_at, id
LIMIT $3;

-- name: Keypads :many
SELECT office, device, bad, paused_until, alarmed_at FROM keypads WHERE office = $1;

-- name: Figures :many
SELECT office, day, service, desk, minute, tickets, booked, served, missed, withdrawn, waited, serving
FROM figures
WHERE office = $1 AND day >= $2 AND day <= $3;

-- name: Purges :many
SELECT office, day, begun_at, ended_at, counts FROM purges WHERE office = $1 ORDER BY day DESC LIMIT $2;

-- name: QueuedMessages :many
SELECT office, id, channel, kind, booking, ticket, language, recipient, body, prefix, parts, state, due, expires, attempts, lease,
    sender, gateway, fault, created_at, sent_at, ended_at
FROM messages
WHERE due <= $1 AND state = 'queued'
ORDER BY due, created_at, id
LIMIT $2;

-- name: LeasedMessages :many
SELECT office, id, channel, kind, booking, ticket, language, recipient, body, prefix, parts, state, due, expires, attempts, lease,
    sender, gateway, fault, created_at, sent_at, ended_at
FROM messages
WHERE lease <= $1 AND state = 'sending'
ORDER BY due, created_at, id
LIMIT $2;

-- name: MessagesBetween :many
SELECT office, id, channel, kind, booking, ticket, language, recipient, body, prefix, parts, state, due, expires, attempts, lease,
    sender, gateway, fault, created_at, sent_at, ended_at
FROM messages
WHERE office = $1 AND created_at >= $2 AND created_at < $3 AND created_at <> 0
ORDER BY created_at DESC, id DESC
LIMIT $4;

-- name: MessagesOf :many
SELECT office, id, channel, kind, booking, ticket, language, recipient, body, prefix, parts, state, due, expires, attempts, lease,
    sender, gateway, fault, created_at, sent_at, ended_at
FROM messages
WHERE office = $1 AND booking = $2 AND booking <> '';

-- name: MessageByGateway :one
SELECT office, id, channel, kind, booking, ticket, language, recipient, body, prefix, parts, state, due, expires, attempts, lease,
    sender, gateway, fault, created_at, sent_at, ended_at
FROM messages
WHERE sender = $1 AND gateway = $2 AND gateway <> ''
ORDER BY created_at DESC, id DESC
LIMIT 1;

-- name: OpenMessages :one
SELECT count(*) FROM messages WHERE office = $1 AND (state = 'queued' OR state = 'sending');

-- name: OldMessages :many
SELECT office, id, channel, kind, booking, ticket, language, recipient, body, prefix, parts, state, due, expires, attempts, lease,
    sender, gateway, fault, created_at, sent_at, ended_at
FROM messages
WHERE office = $1 AND created_at < $2 AND created_at <> 0
ORDER BY created_at, id
LIMIT $3;

-- name: SentSince :many
SELECT prefix, CAST(sum(parts) AS BIGINT) AS parts
FROM messages
WHERE office = $1 AND created_at >= $2 AND created_at <> 0 AND channel = 'sms' AND state <> 'dropped' AND state <> 'failed'
GROUP BY prefix;

-- name: NextDay :one
SELECT day FROM tickets WHERE day > $1 ORDER BY day LIMIT 1;

-- name: SomeOfDay :many
SELECT office, id, location, day, prefix, number, service, language, priority, state, paper, void, issued_at, device, ahead, token, body_hash,
    wait_from, wait_to, booked, desk, wants, calls, first_called, called_at, served_at, ended_at, revived, revision, booking, copies
FROM tickets
WHERE office = $1 AND day = $2
LIMIT $3;
