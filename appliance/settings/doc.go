// Package settings turns numerek.toml into what the system of the card reads at
// its start: the network, the wireless network, the clock, the panel, who may log
// in, and the copy that the appliance itself reads.
//
// [Render] decides, and writes nothing; [Write] and [Main] write. The card's file
// may hold mistakes: what is good in it counts, the rest is as if it had not been
// said, and the appliance shows the mistakes on its screen. So a start is never
// stopped, and a device that can be reached can be mended from afar.
//
// Everything lies under /run and is gone with the next start.
package settings
