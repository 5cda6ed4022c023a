package app

import (
	"net/http"

	"numerek/central/gateway"
	"numerek/central/health"
	"numerek/central/web/login"
	"numerek/central/web/manage"
)

// openHealth makes the use case of the devices' health.
func (s *server) openHealth(settings gateway.Settings) {
	s.health = health.New(s.office, s.store, s.keys, health.Options{
		Log: s.log, Metrics: s.levels, Version: s.config.Version, Mails: settings.Mails(),
	})
}

// devicePages adds the pages about the devices.
func (s *server) devicePages(mux *http.ServeMux, door *login.Login) error {
	pages, err := manage.NewDevices(s.office, s.health, s.updates, door)
	if err != nil {
		return err
	}
	pages.Register(mux)
	return nil
}
