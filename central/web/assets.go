package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed assets/*.css assets/*.js assets/*.woff2 assets/inter-LICENSE.txt
var assetFiles embed.FS

// Assets serves the style and the fonts, and one small sheet for each office's
// colour, so that pages need no style of their own and the content security
// policy allows none.
type Assets struct {
	versions map[string]string // by file name
	bodies   map[string][]byte
}

// NewAssets reads what is compiled in.
func NewAssets() (*Assets, error) {
	a := &Assets{versions: make(map[string]string), bodies: make(map[string][]byte)}
	names, err := fs.Glob(assetFiles, "assets/*")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		body, err := assetFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(body)
		a.bodies[path.Base(name)], a.versions[path.Base(name)] = body, hex.EncodeToString(sum[:6])
	}
	return a, nil
}

// URL is the address of an asset; it changes with its content.
func (a *Assets) URL(name string) string { return "/assets/" + name + "?v=" + a.versions[name] }

// ColourURL is the address of the sheet that sets an office's colour, "#00508C".
func (a *Assets) ColourURL(colour string) string {
	return "/colour/" + strings.ToLower(strings.TrimPrefix(colour, "#")) + ".css"
}

// Register adds the routes of the assets.
func (a *Assets) Register(mux *http.ServeMux) {
	// Browsers ask for an icon whatever a page says; there is none.
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /assets/{name}", a.serve)
	mux.HandleFunc("GET /colour/{name}", colour)
}

const forever = "public, max-age=31536000, immutable"

func (a *Assets) serve(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	body, ok := a.bodies[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", contentType(name))
	w.Header().Set("Cache-Control", forever)
	_, _ = w.Write(body)
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".woff2":
		return "font/woff2"
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	}
	return mime.TypeByExtension(path.Ext(name))
}

func colour(w http.ResponseWriter, r *http.Request) {
	hexDigits, ok := strings.CutSuffix(r.PathValue("name"), ".css")
	if !ok || len(hexDigits) != 6 || strings.Trim(hexDigits, "0123456789abcdef") != "" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", forever)
	_, _ = w.Write([]byte(":root{--office:#" + hexDigits + "}\n")) //nolint:gosec // six hexadecimal digits, as checked
}
