import type { FoundDrive, Unmounting } from './drive.ts'
import type { RunCommand } from './run-command.ts'

const unmountLimit = 60_000

/**
 * Unmounts what is mounted of the drive through udisks, which lets the person at the computer do so without a password. Where there
 * is no udisks the answer names the command.
 */
export async function unmountDrive(drive: FoundDrive, run: RunCommand): Promise<Unmounting> {
  for (const place of new Set(drive.mountPoints)) {
    const source = await sourceOf(place, run)
    const result = await run(
      'udisksctl',
      ['unmount', '--no-user-interaction', '--block-device', source ?? drive.path],
      unmountLimit,
    )
    if (result.kind === 'exited' && result.code === 0) continue
    const byHand = `Unmount it by hand: sudo umount '${place.replaceAll("'", "'\\''")}'`
    if (result.kind === 'not-installed')
      return failed(
        'unmount-program-missing',
        `${place} can't be unmounted from here: udisks is not installed. ${byHand}`,
      )
    const said = result.kind === 'exited' ? result.stderr.trim() : result.kind
    return failed('unmount-failed', `${place} could not be unmounted (${said}). ${byHand}`)
  }
  return { kind: 'unmounted' }
}

function failed(code: string, message: string): Unmounting {
  return { kind: 'failed', code, message }
}

/** The partition that is mounted there. */
async function sourceOf(place: string, run: RunCommand): Promise<string | null> {
  const found = await run(
    'findmnt',
    ['--noheadings', '--output', 'SOURCE', '--mountpoint', place],
    unmountLimit,
  )
  if (found.kind !== 'exited' || found.code !== 0) return null
  const source = found.stdout.trim().split('\n').at(-1)?.trim() ?? ''
  return source.startsWith('/dev/') ? source : null
}
