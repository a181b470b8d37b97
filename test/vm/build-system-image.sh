#!/bin/bash
# Builds the system image of the netboot proof: Debian 12 for arm64 on a disk with a FAT boot partition
# (kernel, initrd, extlinux.conf: what U-Boot looks for) and an ext4 root, made without loop devices.
#
#   build-system-image.sh [OUT.img]   copies the image to OUT.img, or prints the path of the cached one
#
# The image is kept under its recipe's and its packages' hash and built only when one of them changed.
# Needs root, and: mmdebstrap qemu-user-static mtools dosfstools fdisk e2fsprogs
set -euo pipefail

host_name=bench-proof-image
packages=(systemd-sysv udev login kmod initramfs-tools zstd linux-image-cloud-arm64)
boot_megabytes=64
disk_id=be7cb007

recipe_file=$(realpath "$0")
cache=${BOOTBENCH_CACHE:-$(dirname "$recipe_file")/../../.cache}/system-image
work=$cache/build

main() {
  refuse_without_tools
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock 9
  local image
  image=$(find_or_name_image)
  if [ ! -f "$image" ]; then
    rm -rf --one-file-system "$work" "$cache"/*.img
    mkdir -p "$work"
    trap 'rm -rf --one-file-system "$work"' EXIT
    let_arm64_programs_run
    install_system "$work/root"
    make_disk "$work/root" "$work/disk.img"
    mv "$work/disk.img" "$image"
  fi
  if [ $# -gt 0 ]; then cp --sparse=always "$image" "$1"; else echo "$image"; fi
}

say() { echo "build-system-image: $*" >&2; }

refuse_without_tools() {
  local missing=() tool
  for tool in mmdebstrap qemu-aarch64-static mcopy mkfs.vfat sfdisk mke2fs flock unshare; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  [ ${#missing[@]} -eq 0 ] || { say "not installed: ${missing[*]}"; exit 1; }
  [ "$(id -u)" -eq 0 ] || { say "only root can install a system in a folder"; exit 1; }
}

# Where this machine's apt gets Debian 12 from; on another system the mirror must be named.
sources() {
  local keys=/usr/share/keyrings/debian-archive-keyring.gpg release
  for release in bookworm bookworm-updates bookworm-security; do
    echo "deb [signed-by=$keys] $(site_of "$release") $release main"
  done
}

site_of() {
  local site folder=debian
  # shellcheck disable=SC2016 # apt's own placeholders
  site=$(apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' | sed -n "s/ $1\$//p" | head -n 1)
  [ "$1" = bookworm-security ] && folder=debian-security
  echo "${site:-${BOOTBENCH_DEBIAN_MIRROR:?the apt of this machine knows no Debian 12; set it to the address of a mirror, without the folder}/$folder}"
}

# Prints where the image for this recipe and today's packages is, or will be. Without the mirror, any
# image of this recipe will do.
find_or_name_image() {
  local recipe versions newest
  recipe=$(sha256sum <"$recipe_file" | cut -c1-12)
  if versions=$(resolve_versions); then
    echo "$cache/$recipe-$(sha256sum <<<"$versions" | cut -c1-12).img"
    return
  fi
  newest=$(find "$cache" -maxdepth 1 -name "$recipe-*.img" | head -n 1)
  [ -n "$newest" ] || { say "the mirror does not answer, and no image was built before"; return 1; }
  say "the mirror does not answer: using the image that was built before"
  echo "$newest"
}

# Names and versions of all packages, from package lists of our own (this machine's apt is left alone).
resolve_versions() {
  local apt=$cache/apt
  mkdir -p "$apt/lists/partial" "$apt/archives/partial"
  sources >"$apt/sources.list"
  cat >"$apt/apt.conf" <<CONF
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State "$apt";
Dir::State::status "/dev/null";
Dir::Cache "$apt";
APT::Sandbox::User "root";
CONF
  if [ -z "$(find "$apt/updated" -mmin -720 2>/dev/null)" ]; then
    APT_CONFIG=$apt/apt.conf apt-get -qq --error-on=any update >&2 || return 1
    touch "$apt/updated"
  fi
  APT_CONFIG=$apt/apt.conf apt-get -s install --no-install-recommends '?essential' "${packages[@]}" |
    awk '$1 == "Inst" { print $2, $3 }' | sort
}

# The kernel starts arm64 programs through qemu-aarch64-static once that is registered.
let_arm64_programs_run() {
  local folder=/proc/sys/fs/binfmt_misc
  [ -e $folder/register ] || mount -t binfmt_misc binfmt_misc $folder ||
    { say 'binfmt_misc cannot be mounted, so arm64 programs cannot be run here'; exit 1; }
  [ -e $folder/qemu-aarch64 ] || printf '%s' "$(cat /usr/lib/binfmt.d/qemu-aarch64.conf)" >$folder/register
}

install_system() {
  local started=$SECONDS excluded included options=()
  for excluded in doc man locale info lintian bash-completion; do
    options+=("--dpkgopt=path-exclude=/usr/share/$excluded/*")
  done
  # Compiling the hardware database takes long in the emulator, and nothing here reads it.
  options+=('--dpkgopt=path-exclude=/usr/lib/udev/hwdb.d/*' --dpkgopt=force-unsafe-io --dpkgopt=force-confold)
  # Of the kernel's modules only what this machine has; fewer modules make depmod and the initrd quick.
  for excluded in drivers fs net sound; do
    options+=("--dpkgopt=path-exclude=/lib/modules/*/kernel/$excluded/*")
  done
  for included in drivers/virtio drivers/block drivers/char/hw_random drivers/net/virtio_net.ko \
    drivers/net/net_failover.ko net/core/failover.ko fs/ext4 fs/jbd2 fs/mbcache.ko fs/fat fs/nls fs/autofs; do
    options+=("--dpkgopt=path-include=/lib/modules/*/kernel/$included*")
  done
  # In a mount namespace of its own: whatever mmdebstrap mounts in the folder is gone when it ends, also if it is killed.
  # usr-is-merged instead of usrmerge: the latter needs all of Perl.
  sources | unshare --mount mmdebstrap --quiet --skip=check/qemu --mode=root --architecture=arm64 --variant=essential \
    --include="$(IFS=,; echo "${packages[*]}")" "${options[@]}" \
    --aptopt='APT::Install-Recommends "false"' \
    --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
    --setup-hook="'$recipe_file' --prepare-folder \"\$1\"" \
    --customize-hook="'$recipe_file' --configure-system \"\$1\"" \
    bookworm "$1" - >&2
  say "the system was installed in $((SECONDS - started)) seconds"
}

prepare_folder() {
  mkdir -p "$1/etc/apt/preferences.d" "$1/etc/initramfs-tools/conf.d"
  printf 'Package: usrmerge\nPin: release *\nPin-Priority: -1\n' >"$1/etc/apt/preferences.d/no-usrmerge"
  printf 'MODULES=list\nCOMPRESS=zstd\nCOMPRESSLEVEL=3\nFSTYPE=ext4\n' >"$1/etc/initramfs-tools/conf.d/bench"
  printf 'virtio_pci\nvirtio_blk\next4\n' >"$1/etc/initramfs-tools/modules"
  # The kernel package itself makes the initrd; once is enough.
  echo 'update_initramfs=no' >"$1/etc/initramfs-tools/update-initramfs.conf"
}

configure_system() {
  rm -f "$1/etc/apt/preferences.d/no-usrmerge"
  echo "$host_name" >"$1/etc/hostname"
  printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$host_name" >"$1/etc/hosts"
  printf 'PARTUUID=%s-02 / ext4 defaults 0 0\n' "$disk_id" >"$1/etc/fstab"
  : >"$1/etc/machine-id" # empty: made at each boot, and no first-boot set-up
  # The login prompt on the console itself, not on a serial line that udev must announce first; nothing else that takes
  # long in an emulator, and nothing that gives up waiting because the emulator is slow.
  local units=$1/etc/systemd/system unit
  mkdir -p "$units/getty.target.wants"
  ln -s /lib/systemd/system/console-getty.service "$units/getty.target.wants/console-getty.service"
  mkdir -p "$1/etc/systemd/system.conf.d"
  printf '[Manager]\nDefaultTimeoutStartSec=15min\n' >"$1/etc/systemd/system.conf.d/patience.conf"
  for unit in serial-getty@ttyAMA0 getty@tty1 systemd-udev-trigger systemd-random-seed systemd-pstore \
    systemd-hwdb-update systemd-update-utmp systemd-update-utmp-runlevel ldconfig \
    systemd-network-generator modprobe@drm systemd-logind e2scrub_reap; do
    ln -sf /dev/null "$units/$unit.service"
  done
}

# root folder -> disk image: MBR, FAT boot partition with kernel and initrd, ext4 with everything else
make_disk() {
  local root=$1 disk=$2 root_megabytes
  mkdir "$work/boot"
  mv "$root"/boot/vmlinuz-* "$work/boot/vmlinuz"
  mv "$root"/boot/initrd.img-* "$work/boot/initrd.img"
  root_megabytes=$(($(du -sm "$root" | cut -f1) * 115 / 100 + 24))

  truncate -s ${boot_megabytes}M "$work/boot.fat"
  mkfs.vfat -n BENCHBOOT "$work/boot.fat" >/dev/null
  mmd -i "$work/boot.fat" ::extlinux
  extlinux_conf | mcopy -i "$work/boot.fat" - ::extlinux/extlinux.conf
  mcopy -i "$work/boot.fat" "$work/boot/vmlinuz" "$work/boot/initrd.img" ::
  mke2fs -q -t ext4 -L bench-root -d "$root" "$work/root.ext4" ${root_megabytes}M >&2 # it says on standard output that the file is new

  truncate -s $((1 + boot_megabytes + root_megabytes))M "$disk"
  sfdisk -q "$disk" <<TABLE
label: dos
label-id: 0x$disk_id
start=1MiB, size=${boot_megabytes}MiB, type=c, bootable
start=$((1 + boot_megabytes))MiB, type=83
TABLE
  dd if="$work/boot.fat" of="$disk" bs=1M seek=1 conv=notrunc,sparse status=none
  dd if="$work/root.ext4" of="$disk" bs=1M seek=$((1 + boot_megabytes)) conv=notrunc,sparse status=none
}

extlinux_conf() {
  cat <<CONF
default bench
prompt 0
label bench
  kernel /vmlinuz
  initrd /initrd.img
  append root=PARTUUID=$disk_id-02 rw fsck.mode=skip quiet console=ttyAMA0
CONF
}

case ${1-} in
  # mmdebstrap calls this script back at these two points.
  --prepare-folder) prepare_folder "$2" ;;
  --configure-system) configure_system "$2" ;;
  *) main "$@" ;;
esac
