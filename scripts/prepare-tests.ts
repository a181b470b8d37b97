import { spawn } from 'node:child_process'
import { mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Begins, beside the first tests, what later ones would wait minutes for: the systems that guests and packages run in. Each is
 * made under a lock and kept, so a test that comes too early waits, and one without it makes it itself; nothing depends on this
 * call. Only root can make the systems of Debian.
 */
export function beginSlowPreparations(): void {
  begin('usb-guest', 0, [join(root, 'test/vm/build-usb-guest.sh')])
  if (process.getuid?.() !== 0) return
  // The longest, for a guest that is among the last: it gives way as guests do. The others are needed soon.
  begin('system-image', 5, [join(root, 'test/vm/build-system-image.sh')])
  begin('clean-root', 0, [process.execPath, join(root, 'test/deb/make-clean-root-main.ts')])
}

function begin(name: string, niceness: number, command: readonly string[]): void {
  const logs = join(root, '.cache')
  mkdirSync(logs, { recursive: true })
  const log = openSync(join(logs, `prepare-${name}.log`), 'w')
  const child = spawn('nice', ['-n', String(niceness), ...command], {
    cwd: root,
    stdio: ['ignore', log, log],
  })
  // It is an attempt: the test that needs the result says what is wrong with it.
  child.on('error', (error) => process.stderr.write(`${name} is not prepared: ${error.message}\n`))
}
