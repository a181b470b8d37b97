/** What a Zero 2 W says while it boots. */
export function bootLines(name: string): readonly string[] {
  return [
    '[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]',
    '[    0.000000] Linux version 6.12.25+rpt-rpi-v8 (aarch64-linux-gnu-gcc) #1 SMP PREEMPT',
    '[    0.000000] Machine model: Raspberry Pi Zero 2 W Rev 1.0',
    `[    0.000000] Kernel command line: console=ttyGS0,115200 root=PARTUUID=5e3da3da-02 rootwait ${name}`,
    '[    0.012345] Memory: 411648K/458752K available',
    '[    0.482917] usbcore: registered new interface driver usbfs',
    '[    0.913342] dwc2 3f980000.usb: bound driver configfs-gadget.ClusterCTRL',
    '[    1.204311] mmc0: new high speed SDHC card at address aaaa',
    '[    1.336120] EXT4-fs (mmcblk0p2): mounted filesystem',
    '[    1.812004] systemd[1]: Detected architecture arm64.',
    '[  OK  ] Reached target network.target - Network.',
    '[  OK  ] Started ssh.service - OpenBSD Secure Shell server.',
    '[  OK  ] Started serial-getty@ttyGS0.service - Serial Getty on ttyGS0.',
  ]
}

export const panicLines: readonly string[] = [
  '[  187.402311] sysrq: Trigger a crash',
  '[  187.402404] Kernel panic - not syncing: sysrq triggered crash',
  '[  187.402410] CPU: 2 UID: 0 PID: 912 Comm: bash Not tainted 6.12.25+rpt-rpi-v8 #1',
  '[  187.402421] Call trace:',
  '[  187.402424]  dump_backtrace+0x9c/0x128',
  '[  187.402433]  panic+0x3a4/0x400',
  '[  187.402440]  sysrq_handle_crash+0x24/0x28',
  '[  187.402450] ---[ end Kernel panic - not syncing: sysrq triggered crash ]---',
]

export const osRelease = 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\n'
