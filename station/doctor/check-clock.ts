import { stat } from 'node:fs/promises'
import type { DoctorParts } from './doctor-parts.ts'
import { byHand, type Finding, ok, problem } from './finding.ts'

const id = 'clock'
const title = 'The clock of this computer'
/** A file that was just built may be a little ahead on another computer's clock. */
const patience = 24 * 60 * 60 * 1000

/**
 * A clock that stands before this program was made is wrong for sure. What a wrong clock spoils: downloads over TLS, and
 * the times in every job's record.
 */
export async function checkClock({ clock, programs }: DoctorParts): Promise<Finding> {
  const now = clock()
  const built = await stat(programs.brokerPath).then(
    (file) => file.mtimeMs,
    () => 0, // the broker is not there: the checkup of the rights says so
  )
  const found = `It shows ${new Date(now).toISOString().slice(0, 16).replace('T', ' ')} UTC.`
  if (now >= Math.max(built, Date.UTC(2025, 0, 1)) - patience) return ok(id, title, found)
  return problem(
    id,
    title,
    `${found} This program is younger than that, so the clock is wrong.`,
    'Set it, so that downloads are trusted and records tell the right time.',
    {
      kind: 'by-hand',
      title: 'Set the clock',
      plan: [
        byHand(
          'ntp',
          'Let this computer fetch the time from the internet.',
          'sudo timedatectl set-ntp true',
          'sudo timedatectl set-ntp false',
        ),
        byHand(
          'date',
          'Or, without internet, set it by hand.',
          'sudo date --set "2030-01-31 12:00"',
          null,
        ),
      ],
    },
  )
}
