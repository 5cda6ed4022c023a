package journal

// Decode and Records open the file format to its tests.
var (
	Decode  = decode
	Records = records
)

// Directory is the folder that Open uses, for tests that cut the power in it.
func Directory(path string) Folder { return directory(path) }
