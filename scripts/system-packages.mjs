// Debian and Ubuntu packages that Bootbench's own building and testing needs, each with its reason.
// `demo` is enough for `npm run demo` and `npm start` with simulated boards; `initramfs` builds what real boards boot.

export const systemPackages = {
  demo: {
    gcc: 'compiles the broker and the block copier',
    'libc6-dev': 'compiles the broker and the block copier',
    'libcurl4-openssl-dev': 'the block copier speaks HTTP with it',
    'libzstd-dev': 'the block copier decompresses with it',
    'libssl-dev': 'the block copier hashes and checks signatures with it',
    'libjansson-dev': 'the block copier reads manifests with it',
    curl: 'the provisioning client speaks to the station with it',
    iproute2: 'network ports and namespaces',
    'iputils-ping': 'is an address in use?',
    'iputils-arping': 'is an address in use, also by who drops pings?',
    fdisk: 'partitions the demo image (sfdisk)',
    dosfstools: 'the FAT partition of the demo image',
    mtools: 'files in the FAT partition of the demo image',
    e2fsprogs: 'the ext4 partition of the demo image',
  },
  initramfs: {
    'gcc-aarch64-linux-gnu': 'compiles the block copier for boards',
    'libc6-dev-arm64-cross': 'compiles the block copier for boards',
    cpio: 'packs the initramfs',
    zstd: 'packs the initramfs',
    'xz-utils': 'unpacks kernel modules',
    kmod: 'finds which kernel modules need which',
  },
  test: {
    'busybox-static': 'udhcpc and tftp as independent clients',
    udhcpc: 'an independent DHCP client',
    'isc-dhcp-client': 'an independent DHCP client (dhclient)',
    atftp: 'an independent TFTP client with windowsize',
    'tftp-hpa': 'an independent TFTP client',
    nftables: 'loses packets on purpose',
    'libcap2-bin': 'gives the broker its file capabilities (setcap)',
    'dnsmasq-base': 'a foreign DHCP server',
    bzip2: 'makes test images',
    zip: 'makes test images',
    chromium: 'drives the user interface',
    'qemu-system-arm': 'boots a guest from the station',
    'qemu-utils': 'disks of guests',
    'u-boot-qemu': 'the network boot client of the guest',
    'device-tree-compiler': 'gives the guest a serial number',
    mmdebstrap: "builds the guest's system image",
    'debian-archive-keyring': "builds the guest's system image",
    'qemu-user-static': "builds the guest's system image",
    shellcheck: 'reads the shell scripts',
    libasan8: 'memory checks of the block copier',
    libubsan1: 'memory checks of the block copier',
  },
}

/** Which groups each command of scripts/run.mjs needs. */
export const packagesOf = {
  demo: ['demo'],
  serve: ['demo', 'initramfs'],
  cli: [],
  check: [],
  test: ['demo', 'initramfs', 'test'],
  bench: ['demo', 'test'],
  screens: ['demo', 'test'],
}
