package calls

import "numerek/appliance/link/updates"

// Updates asks for updates over the monitor's connection.
func (l *Link) Updates() *updates.Client { return updates.New(l.conn) }
