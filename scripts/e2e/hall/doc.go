// Package hall is a person in the corridor who looks at the wall monitor and
// listens to it. Beside the monitor runs a twin: the same machine, fed by a line
// of its own to the server. What the twin shows must be on the glass, and what
// it would say must be in the recording, sample for sample.
package hall
