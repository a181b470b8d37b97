import type { Console } from '../../contract/console.ts'

export type FindingKind = NonNullable<Console['finding']>['kind']

/** Linux: kernel/panic.c, init/do_mounts.c; the firmware's own stop. */
const panic =
  /Kernel panic - not syncing|VFS: Unable to mount root fs|end Kernel panic|Internal error: Oops|Unable to handle kernel/
/** agetty and busybox getty: the host's name, then "login:", and the cursor stays behind it. "Last login:" is the greeting of login(1). */
const login = /^(?!Last )\S{1,64} login: ?$/
/** Linux's first lines; U-Boot; the Raspberry Pi bootloader and start.elf (uart_2ndstage, BOOT_UART). */
const booting =
  /Booting Linux on physical CPU|(?:^|\] )Linux version \d|^U-Boot \d|^RPi: BOOTLOADER|^Raspberry Pi Bootcode|MESS:\S+ arasan|^Starting start\S*\.elf/

/** What a line of a console tells; null for all the others. */
export function recognizeLine(line: string): FindingKind | null {
  if (panic.test(line)) return 'panic'
  if (booting.test(line)) return 'booting'
  return recognizePrompt(line)
}

/** The same for a line that has not ended: only a prompt can be told by it. */
export function recognizePrompt(line: string): FindingKind | null {
  return login.test(line) ? 'login' : null
}
