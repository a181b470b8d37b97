import { expect, test } from 'vitest'
import { recognizeLine, recognizePrompt } from './recognize.ts'

const boot = `RPi: BOOTLOADER release VERSION:a1b2c3d4 DATE: 2025/05/08 TIME: 15:13:17
MESS:00:00:05.108413:0: arasan: arasan_emmc_open
U-Boot 2025.01 (Jan 06 2025 - 12:00:00 +0000)
[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]
[    0.000000] Linux version 6.12.25+rpt-rpi-v8 (serge@raspberrypi.com) (aarch64-linux-gnu-gcc-12) #1 SMP PREEMPT`

const harmless = `[    0.000000] Machine model: Raspberry Pi Zero 2 W Rev 1.0
[    0.000000] Kernel command line: console=ttyGS0 root=PARTUUID=1-02 panic=10 init=/usr/sbin/reconfig-clusterctrl p1
[    1.204311] systemd[1]: Detected architecture arm64.
[  OK  ] Started serial-getty@ttyGS0.service - Serial Getty on ttyGS0.
Last login: Tue Mar  3 10:11:12 GMT 2026 on ttyGS0
pi@p1:~ $ uname -a
see "Linux version 6.1" in the changelog, and the word panic`

const panics = `[    1.913342] VFS: Unable to mount root fs on unknown-block(179,2)
[    1.920001] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100
[   99.123456] Internal error: Oops: 0000000096000004 [#1] PREEMPT SMP
[   99.123400] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000`

test.each(boot.split('\n'))('a boot is recognised by: %s', (line) => {
  expect(recognizeLine(line)).toBe('booting')
})

test.each(panics.split('\n'))('a panic is recognised by: %s', (line) => {
  expect(recognizeLine(line)).toBe('panic')
})

test.each(harmless.split('\n'))('nothing is seen in: %s', (line) => {
  expect(recognizeLine(line)).toBeNull()
})

test('a login prompt is recognised while the cursor still stands behind it', () => {
  expect(recognizePrompt('p1 login: ')).toBe('login')
  expect(recognizePrompt('Last login: ')).toBeNull()
  expect(recognizePrompt('pi@p1:~ $ ')).toBeNull()
})
