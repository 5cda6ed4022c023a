package link

import "numerek/appliance/link/updates"

// Updates asks for updates over the kiosk's connection.
func (l *Link) Updates() *updates.Client { return updates.New(l.conn) }
