#!/bin/sh
# Makes the amd64 guest in which tests have USB, SD cards and I2C: prints the folder that holds vmlinux, initramfs.gz and lib/modules.
# Debian's kernel has what this machine's may lack; everything else the guest takes from this machine's own files (init below).
# Kept in .cache/usb-guest under the kernel's name and this recipe's hash. Needs apt-get, dpkg-deb, cpio, kmod, xz and busybox-static; no root.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cache=${BOOTBENCH_CACHE:-$here/../../.cache}/usb-guest
# What init needs before it sees the rest of the modules.
early_modules='virtio_pci virtio_console 9pnet_virtio 9p overlay'

say() { echo "build-usb-guest: $*" >&2; }

for tool in apt-get dpkg-deb cpio depmod modprobe busybox xz flock; do
	command -v "$tool" >/dev/null || { say "not installed: $tool"; exit 1; }
done
mkdir -p "$cache/apt/lists/partial" "$cache/apt/archives/partial"
cache=$(cd "$cache" && pwd)
exec 9>"$cache/lock"
flock 9
recipe=$(sha256sum <"$here/build-usb-guest.sh" | cut -c1-12)

# apt with its own lists: this machine's package system stays as it is.
: >"$cache/apt/status"
cat >"$cache/apt/apt.conf" <<CONF
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
Dir::State "$cache/apt";
Dir::State::status "$cache/apt/status";
Dir::Cache "$cache/apt";
APT::Sandbox::User "root";
Acquire::Languages "none";
CONF
export APT_CONFIG="$cache/apt/apt.conf"
kernel_package() {
	if [ -z "$(find "$cache/apt/updated" -mmin -1440 2>/dev/null)" ]; then
		apt-get -qq --error-on=any update >&2 || return 1
		touch "$cache/apt/updated"
	fi
	apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | head -n 1
}
if package=$(kernel_package) && [ -n "$package" ]; then
	folder=$cache/$package-$recipe
else
	folder=$(find "$cache" -maxdepth 1 -name "linux-image-*-$recipe" | head -n 1)
	[ -n "$folder" ] || { say "Debian's package linux-image-amd64 can't be had, and no guest was made before"; exit 1; }
	say "Debian does not answer: using the guest that was made before"
fi
if [ -e "$folder" ]; then
	echo "$folder"
	exit 0
fi

work=$cache/build
rm -rf "$work"
# Not those that guests may run from now.
find "$cache" -maxdepth 1 -name 'linux-image-*' -mtime +2 -exec rm -rf {} +
mkdir -p "$work"
cd "$work"
mkdir -p root/bin root/modules
apt-get -qq download "$package" >&2
dpkg-deb -x "$package"_*.deb kernel
release=$(ls kernel/lib/modules)
mkdir guest
# Unpacked here: in the emulator that takes five seconds of each start. QEMU starts such a kernel too (PVH).
xz_start=$(LC_ALL=C grep -abo -m 1 -P '\xFD7zXZ\x00' "kernel/boot/vmlinuz-$release" | head -n 1 | cut -d : -f 1)
tail -c "+$((xz_start + 1))" "kernel/boot/vmlinuz-$release" | xz -dc --single-stream >guest/vmlinux
mv kernel/lib guest/lib
depmod -b guest "$release"
cp /bin/busybox root/bin/
for name in $early_modules; do
	modprobe -d "$PWD/guest" -S "$release" --show-depends "$name"
done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r path; do
	cp "$path" root/modules/
	basename "$path" >>root/modules/order
done
cat >root/init <<'INIT'
#!/bin/busybox sh
# The words on the kernel's command line: kernel_folder=FOLDER run=SCRIPT, both on the machine outside.
b=/bin/busybox
$b mkdir -p /proc /sys /dev /outside /layer /all
$b mount -t proc proc /proc
$b mount -t sysfs sys /sys
$b mount -t devtmpfs dev /dev
for word in $($b cat /proc/cmdline); do
	case $word in kernel_folder=*) kernel_folder=${word#*=} ;; run=*) run=${word#*=} ;; esac
done
for name in $($b cat /modules/order); do $b insmod "/modules/$name"; done
# All files of the machine outside can be read; what is written is kept in memory.
$b mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro outside /outside
$b mount -t tmpfs layer /layer
$b mkdir /layer/upper /layer/work
$b mount -t overlay -o lowerdir=/outside,upperdir=/layer/upper,workdir=/layer/work all /all
for name in proc sys dev; do $b mount --move "/$name" "/all/$name"; done
$b mount -t tmpfs run /all/run
$b mkdir -p /all/dev/pts /all/dev/shm /all/lib/modules
$b mount -t devpts devpts /all/dev/pts
$b mount -t tmpfs shm /all/dev/shm
$b ln -s /proc/self/fd /all/dev/fd
$b mount --bind "/outside$kernel_folder/lib/modules" /all/lib/modules
# As process 1: udevadm refuses to work where / is not process 1's.
exec $b chroot /all /bin/sh "$run"
INIT
chmod +x root/init
(cd root && find . | cpio -o -H newc --quiet -R 0:0) | gzip -1 >guest/initramfs.gz
mv guest "$folder"
cd "$cache"
rm -rf "$work"
echo "$folder"
