// Package web is what all pages of the server share: the HTTP server and its
// limits, headers and errors, the assets, rendering, health and metrics. The
// pages themselves are packages below it.
package web
