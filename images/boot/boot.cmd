# The choice of the slot, for U-Boot on the Raspberry Pi and in the emulator.
#
# Two copies of the state stand at sectors 2048 and 2056, before the first
# partition, each an environment of 4 KiB with its CRC32: BOOT_ORDER, and how many
# tries each slot has left, as hexadecimal numbers. The second copy is written
# first: whichever write the power is cut in, one of them is whole. The slot's own
# boot partition has the kernel and the initial RAM disk, because this U-Boot reads
# no squashfs.
#
# A file numerek.env beside this one, such as "numerek_args=console=ttyS1,115200",
# adds to the kernel's command line; it is for the bench.
echo "numerek: boot.scr on ${devtype} ${devnum}:${distro_bootpart}"
setenv base 0
setenv console ""
# The emulator has flash memory at 0, and its RAM from 1 GiB on. On the Pi the
# serial line may be the printer's: the kernel says nothing there.
if test "${devtype}" = virtio; then setenv base 0x40000000; setenv console "console=ttyAMA0,115200"; fi
test -n "${console}" || setenv console "console=tty1"
setexpr sa ${base} + 0x01000000
setexpr ka ${base} + 0x04000000
setexpr ra ${base} + 0x0a000000
setenv s1 0x800
setenv s2 0x808

setenv numerek_args
if load ${devtype} ${devnum}:${distro_bootpart} ${sa} numerek.env; then env import -t ${sa} ${filesize} numerek_args; fi

setenv BOOT_ORDER
setenv BOOT_A_LEFT
setenv BOOT_B_LEFT
${devtype} dev ${devnum}
if ${devtype} read ${sa} ${s1} 8 && env import -c ${sa} 0x1000 BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT; then
  echo "numerek: state of copy 1"
elif ${devtype} read ${sa} ${s2} 8 && env import -c ${sa} 0x1000 BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT; then
  echo "numerek: state of copy 2"
else
  echo "numerek: state lost, beginning anew"
fi
test -n "${BOOT_ORDER}" || setenv BOOT_ORDER "A B"
test -n "${BOOT_A_LEFT}" || setenv BOOT_A_LEFT 3
test -n "${BOOT_B_LEFT}" || setenv BOOT_B_LEFT 3

setenv slot
for s in ${BOOT_ORDER}; do
  if test -z "${slot}"; then
    if test "${s}" = A && test ${BOOT_A_LEFT} -gt 0; then
      setexpr BOOT_A_LEFT ${BOOT_A_LEFT} - 1; setenv slot A; setenv left ${BOOT_A_LEFT}; setenv bp 5; setenv rp 6
    fi
    if test "${s}" = B && test ${BOOT_B_LEFT} -gt 0; then
      setexpr BOOT_B_LEFT ${BOOT_B_LEFT} - 1; setenv slot B; setenv left ${BOOT_B_LEFT}; setenv bp 7; setenv rp 8
    fi
  fi
done
if test -z "${slot}"; then
  echo "numerek: no slot has a try left, giving both three"
  setenv BOOT_A_LEFT 3
  setenv BOOT_B_LEFT 3
fi
env export -c -s 0x1000 ${sa} BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT
${devtype} write ${sa} ${s2} 8
${devtype} write ${sa} ${s1} 8
if test -z "${slot}"; then reset; fi

echo "numerek: slot ${slot}, left A=${BOOT_A_LEFT} B=${BOOT_B_LEFT}"
part uuid ${devtype} ${devnum}:${rp} root
# The appliance reads numerek.left where nothing else tells whether it is on trial.
# panic=10 also makes the initial RAM disk restart instead of giving a shell.
setenv bootargs "root=PARTUUID=${root} ro rootfstype=squashfs rootwait rauc.slot=${slot} numerek.left=${left} panic=10 quiet loglevel=4 vt.global_cursor_default=0 systemd.show_status=false ${console} ${numerek_args}"
if load ${devtype} ${devnum}:${bp} ${ka} vmlinuz && load ${devtype} ${devnum}:${bp} ${ra} initrd.img; then
  booti ${ka} ${ra}:${filesize} ${fdt_addr}
fi
echo "numerek: slot ${slot} does not start"
reset
