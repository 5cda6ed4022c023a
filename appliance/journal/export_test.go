package journal

// Decode and Records open the file format to its tests.
var (
	Decode  = decode
	Records = records
)
