#!/bin/sh
# Builds what a board boots over the network, from Debian's arm64 packages:
#   build.sh OUTDIR
#     OUTDIR/initrd.img     busybox, curl, the block copier, provisioning-client.sh, kernel modules
#     OUTDIR/vmlinuz        the kernel for these modules
#     OUTDIR/vmlinuz.gz     the same for Raspberry Pi's firmware
#     OUTDIR/dtbs/          device trees of Raspberry Pi boards
#     OUTDIR/versions.txt   packages with version and SHA-256, and the sizes
# Nothing is installed. Packages are kept in .cache/initramfs and checked by apt's hashes.
#
# Environment:
#   BOOTBENCH_PUBLIC_KEY_FILE   a station's public key to build in (usually the station appends its own: README.md)
#   BOOTBENCH_KERNEL            a Debian package name        (linux-image-6.12-arm64, or linux-image-arm64 without it)
#   BOOTBENCH_CACHE             where packages are kept      (.cache/initramfs beside this folder)
# Needs, on Debian 12: apt, dpkg-deb, gcc-aarch64-linux-gnu libc6-dev-arm64-cross binutils cpio kmod xz-utils zstd.
set -eu

out=${1:?output folder}
here=$(cd "$(dirname "$0")" && pwd)
cache=${BOOTBENCH_CACHE:-$here/../.cache/initramfs}
most_bytes=$((12 * 1024 * 1024))
mkdir -p "$out" "$cache/debs" "$cache/apt/lists/partial" "$cache/apt/archives/partial"
out=$(cd "$out" && pwd)
cache=$(cd "$cache" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { echo "initramfs: $*" >&2; }

fail() {
  say "$*"
  exit 1
}

# --- packages ------------------------------------------------------------------------------------------------------

# apt with its own lists for arm64, so that the host's package system stays as it is and no root is needed.
: >"$cache/apt/status"
cat >"$cache/apt/apt.conf" <<EOF
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
Dir::State "$cache/apt";
Dir::State::Lists "$cache/apt/lists";
Dir::State::status "$cache/apt/status";
Dir::Cache "$cache/apt";
APT::Sandbox::User "root";
Acquire::Languages "none";
EOF
apt() { tool=$1; shift; APT_CONFIG="$cache/apt/apt.conf" "apt-$tool" -q "$@"; }

update_lists() {
  if [ -n "$(find "$cache/apt/updated" -mmin -1440 2>/dev/null)" ]; then return; fi
  say "reading Debian's arm64 package lists"
  if apt get update >"$work/update.log" 2>&1; then touch "$cache/apt/updated"
  elif [ -e "$cache/apt/updated" ]; then say "the lists could not be renewed; using the old ones"
  else cat "$work/update.log" >&2; fail "the package lists cannot be read; is there a network?"
  fi
}

# All packages that these need, themselves included.
closure() {
  apt cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "$@" |
    sed -n 's/^\([a-z0-9][^ ]*\)$/\1/p' | sort -u
}

# fetch NAME...: puts the packages into the cache, checked by apt's hashes, and prints their file names.
fetch() {
  apt get download --print-uris "$@" >"$work/uris"
  missing=
  while read -r _ file _ hash; do
    name=${file%%_*} version=${file#*_}
    version=$(echo "${version%_*}" | sed 's/%3a/:/')
    if ! is_cached "$file" "$hash"; then missing="$missing $name=$version"; fi
    echo "${hash#SHA256:} $file" >>"$work/packages"
    echo "$cache/debs/$file"
  done <"$work/uris"
  if [ -z "$missing" ]; then return; fi
  say "downloading$missing"
  # shellcheck disable=SC2086 # a list of packages
  (cd "$cache/debs" && apt get download $missing >"$work/download.log" 2>&1) ||
    { cat "$work/download.log" >&2; fail "the packages cannot be downloaded"; }
  while read -r _ file _ hash; do
    is_cached "$file" "$hash" || fail "$file is damaged"
  done <"$work/uris"
}

is_cached() { # file name, hash as apt writes it
  echo "${2#SHA256:}  $cache/debs/$1" | sha256sum --check --status 2>/dev/null
}

unpack() { # folder, then package files on standard input
  mkdir -p "$1"
  while read -r file; do dpkg-deb -x "$file" "$1"; done
}

for tool in apt-get dpkg-deb aarch64-linux-gnu-gcc aarch64-linux-gnu-readelf cpio depmod modprobe xz zstd; do
  command -v "$tool" >/dev/null 2>&1 || fail "$tool is missing. On Debian 12: apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross cpio kmod xz-utils zstd"
done
update_lists
kernel_package=${BOOTBENCH_KERNEL:-linux-image-6.12-arm64}
kernel=$(apt cache depends "$kernel_package" 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)$/\1/p' | head -n 1)
if [ -z "$kernel" ] && [ -z "${BOOTBENCH_KERNEL:-}" ]; then
  kernel=$(apt cache depends linux-image-arm64 | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)$/\1/p' | head -n 1)
fi
[ -n "$kernel" ] || fail "Debian has no kernel package $kernel_package"

: >"$work/packages"
# shellcheck disable=SC2046 # a list of package names
fetch $(closure curl libcurl4 libzstd1 libssl3 libjansson4) busybox-static >"$work/runtime.list"
fetch libcurl4-openssl-dev libzstd-dev libssl-dev libjansson-dev >"$work/development.list"
fetch "$kernel" >"$work/kernel.list"

sysroot=$work/sysroot
unpack "$sysroot" <"$work/runtime.list"
unpack "$sysroot" <"$work/development.list"

# The kernel is big, so it stays unpacked in the cache, with its list of what each module needs.
kernel_folder=$cache/$(basename "$(cat "$work/kernel.list")" .deb)
if [ ! -e "$kernel_folder" ]; then
  unpack "$work/kernel" <"$work/kernel.list"
  depmod -b "$work/kernel" "$(ls "$work/kernel/lib/modules")"
  rm -rf "$kernel_folder.new"
  cp -r "$work/kernel" "$kernel_folder.new"
  mv -T "$kernel_folder.new" "$kernel_folder"
fi
release=$(ls "$kernel_folder/lib/modules")

# --- programs and their libraries ----------------------------------------------------------------------------------

root=$work/root
for folder in bin dev etc/bootbench lib proc run sys tmp usr/lib var; do mkdir -p "$root/$folder"; done
ln -s bin "$root/sbin"
ln -s ../bin "$root/usr/bin"
ln -s ../bin "$root/usr/sbin"

SYSROOT=$sysroot "$here/copier/build.sh" arm64 "$work/copier"
cp "$work/copier/bootbench-copier" "$sysroot/usr/bin/curl" "$sysroot/bin/busybox" "$root/bin/"
for name in sh mount; do ln -s busybox "$root/bin/$name"; done

# Copies the libraries that a program needs, and those that they need.
libraries_for() {
  for library in $(aarch64-linux-gnu-readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
    if [ -e "$root/lib/$library" ]; then continue; fi
    file=$(find "$sysroot/lib" "$sysroot/usr/lib" -name "$library" | head -n 1)
    [ -n "$file" ] || fail "no package has $library"
    cp -L "$file" "$root/lib/$library"
    libraries_for "$root/lib/$library"
  done
}
libraries_for "$root/bin/curl"
libraries_for "$root/bin/bootbench-copier"
cp -L "$(find "$sysroot/lib" -name ld-linux-aarch64.so.1 | head -n 1)" "$root/lib/"

# --- kernel modules ------------------------------------------------------------------------------------------------

modules=$root/lib/modules/$release
mkdir -p "$modules"
cp "$kernel_folder/lib/modules/$release/modules.builtin" "$kernel_folder/lib/modules/$release/modules.order" "$modules/"
sed 's/#.*//' "$here/modules.txt" | tr -s ' ' '\n' | while read -r module; do
  modprobe -d "$kernel_folder" -S "$release" --show-depends "$module" 2>/dev/null | sed -n 's/^insmod \([^ ]*\).*/\1/p' || true
done | sort -u >"$work/modules.list"
while read -r file; do
  target=$modules/${file#*"/modules/$release/"}
  mkdir -p "$(dirname "$target")"
  case $file in
    *.ko.xz) xz -dc "$file" >"${target%.xz}" ;;
    *) cp "$file" "$target" ;;
  esac
done <"$work/modules.list"
depmod -b "$root" "$release" 2>&1 | grep -v modules.builtin.modinfo >&2 || true
rm -f "$modules"/modules.order "$modules"/modules.symbols "$modules"/modules.*.bin

# --- our own -------------------------------------------------------------------------------------------------------

cp "$here/init" "$root/init"
cp "$here/provisioning-client.sh" "$here/usb-gadget" "$root/bin/"
cp "$here/udhcpc-script" "$root/etc/bootbench/"
chmod 755 "$root/init" "$root/bin/provisioning-client.sh" "$root/bin/usb-gadget" "$root/etc/bootbench/udhcpc-script"
if [ -n "${BOOTBENCH_PUBLIC_KEY_FILE:-}" ]; then cp "$BOOTBENCH_PUBLIC_KEY_FILE" "$root/etc/bootbench/station.pub"; fi

# The same input gives the same bytes: names sorted, one time for all. Padded to 512 bytes, so that the station can
# append a second archive (README.md).
find "$root" -exec touch -h -d @0 {} +
(cd "$root" && find . | LC_ALL=C sort | cpio --quiet --reproducible -o -H newc -R 0:0) >"$work/initrd.cpio"
zstd -q -19 --no-progress -f "$work/initrd.cpio" -o "$work/initrd.img"
truncate -s %512 "$work/initrd.img"
size=$(wc -c <"$work/initrd.img")
[ "$size" -le "$most_bytes" ] || fail "initrd.img has $size bytes, more than $most_bytes"

mkdir -p "$out/dtbs"
find "$kernel_folder/usr/lib/linux-image-$release" -path '*/broadcom/bcm2[78]*.dtb' -exec cp {} "$out/dtbs/" \;
cp "$kernel_folder/boot/vmlinuz-$release" "$out/vmlinuz"
# A Raspberry Pi's firmware unpacks gzip, and reads no more than some 5 MB/s over TFTP.
gzip -9 -n -c "$out/vmlinuz" >"$out/vmlinuz.gz"
mv "$work/initrd.img" "$out/initrd.img"
{
  echo "kernel $release"
  echo "initrd.img $size bytes, $(sha256sum <"$out/initrd.img" | cut -d ' ' -f 1)"
  echo "vmlinuz $(wc -c <"$out/vmlinuz") bytes, $(sha256sum <"$out/vmlinuz" | cut -d ' ' -f 1)"
  echo
  echo "packages (SHA-256, file):"
  sort -k 2 "$work/packages"
} >"$out/versions.txt"
say "built $out/initrd.img: $size bytes, $(wc -c <"$work/initrd.cpio") unpacked, kernel $release"
