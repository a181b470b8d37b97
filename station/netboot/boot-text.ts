/** What the generated files of one boot of one board tell it. */
export type BootFacts = {
  /** The station's address for boards, for example http://10.20.50.1:5000. */
  readonly serverUrl: string
  readonly bootToken: string
  /** Further words for the kernel's command line, such as `console=…`; may be empty. */
  readonly extraCommandLine: string
}

export const kernelName = 'vmlinuz'
/** The same kernel with gzip: a third of the bytes for a Raspberry Pi, whose firmware unpacks it and reads some 5 MB/s. U-Boot's booti wants it plain. */
export const compressedKernelName = 'vmlinuz.gz'
export const initramfsName = 'initrd.img'

/** The kernel's command line: docs/agent-protocol.md, "Tokens". One line, without a line break. */
export function commandLine(facts: BootFacts): string {
  const words = [
    facts.extraCommandLine,
    // A kernel that panics starts the board again after ten seconds, and so brings it back to us.
    'panic=10',
    `bootbench.server=${facts.serverUrl}`,
    `bootbench.boot=${facts.bootToken}`,
  ]
  return words.filter((word) => word !== '').join(' ')
}

/** cmdline.txt of a Raspberry Pi. Its firmware reads the first line only. */
export function cmdlineText(facts: BootFacts): string {
  const consoles = 'console=serial0,115200 console=tty1'
  return `${consoles} ${commandLine(facts)}\n`
}

/** Raspberry Pi's own kernel for BCM2712, which has the driver for the Ethernet of a Pi 5; Linux 6.12 has not. */
export const piFiveKernelName = 'kernel_2712.img'

/**
 * config.txt of a Raspberry Pi. `kernel=` keeps the firmware from trying a dozen other names (pi-netboot: eleven requests less).
 * `initramfs` takes no equals sign (Raspberry Pi documentation, config.txt, "initramfs"). The filter `[pi5]` covers Pi 5, 500 and CM5.
 */
export function configText(kernels: {
  readonly common: string
  readonly piFive: string | null
}): string {
  return [
    '# Made by Bootbench for this one start.',
    '[all]',
    'arm_64bit=1',
    'enable_uart=1',
    `kernel=${kernels.common}`,
    `initramfs ${initramfsName} followkernel`,
    // CM5 and Pi 5 firmware refuses images whose device tree it does not know (firmware 2025-03-27, os_check).
    'os_check=0',
    ...(kernels.piFive === null ? [] : ['[pi5]', `kernel=${kernels.piFive}`]),
    '',
  ].join('\n')
}

/**
 * config.txt for a boot over a USB cable: the board's own USB port becomes a device (Raspberry Pi documentation, overlays/README, "dwc2"),
 * so that the agent can be a network adapter of the station's computer. Always our own kernel: Raspberry Pi's have the drivers of the
 * USB device port as modules, and the initramfs has those of ours.
 */
export function usbConfigText(kernel: string): string {
  return `${configText({ common: kernel, piFive: null })}[all]\ndtoverlay=dwc2,dr_mode=peripheral\n`
}

/** What the initramfs makes of the cable (initramfs/usb-gadget): kind of network, both ends' hardware addresses, the board's address. */
export function usbGadgetWord(link: {
  readonly hostMac: string
  readonly boardMac: string
  readonly boardAddress: string
}): string {
  return `bootbench.usb=ncm,${link.hostMac},${link.boardMac},${link.boardAddress}/24`
}

/** The script that U-Boot's stock network boot runs; it comes in an image of its own (u-boot-script.ts). */
export function uBootScriptText(facts: BootFacts): string {
  return [
    `setenv bootargs '${commandLine(facts)}'`,
    `if tftpboot \${kernel_addr_r} ${kernelName} && tftpboot \${ramdisk_addr_r} ${initramfsName}; then booti \${kernel_addr_r} \${ramdisk_addr_r}:\${filesize} \${fdtcontroladdr}; fi`,
    'echo Bootbench: the agent could not be started',
    '',
  ].join('\n')
}

/** A menu for U-Boot's `pxe get` and for PXELINUX-like loaders. */
export function extlinuxText(facts: BootFacts): string {
  return [
    'default bootbench',
    'label bootbench',
    `  kernel ${kernelName}`,
    `  initrd ${initramfsName}`,
    `  append ${commandLine(facts)}`,
    '',
  ].join('\n')
}

/** The script that iPXE loads as its boot file. */
export function ipxeScriptText(facts: BootFacts): string {
  return [
    '#!ipxe',
    `kernel ${kernelName} initrd=${initramfsName} ${commandLine(facts)}`,
    `initrd ${initramfsName}`,
    'boot',
    '',
  ].join('\n')
}
