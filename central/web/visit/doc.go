// Package visit is the pages on which citizens book a visit: the way from the
// matter over the day and the hour to the phone, and the personal page of a
// booking, with everything that its citizen may do with it. Beside them stand the
// page that the city's own site links to, and the accessibility statement.
//
// Every step is a page of its own and works without a script, a cookie and a
// log-in. With a script the free places stay fresh, the hold counts down, and the
// proof of work is made unseen where the office asks for one. What was typed is
// never part of an address.
package visit
