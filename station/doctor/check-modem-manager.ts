import { readdir, readFile } from 'node:fs/promises'
import { serviceOf } from '../platform/udp-holders.ts'
import type { DoctorParts } from './doctor-parts.ts'
import { byHand, type Finding, ok, type Repair, warning } from './finding.ts'

const id = 'modem-manager'
const title = 'Nobody speaks into serial lines'

/** ModemManager sends AT commands into every new USB serial line, and so into a board's console. */
export async function checkModemManager(_parts: DoctorParts): Promise<Finding> {
  const processId = await findProcess('ModemManager')
  if (processId === null) return ok(id, title, 'ModemManager does not run.')
  return warning(
    id,
    title,
    'ModemManager runs. It tries whether a new USB serial line is a modem, and a board that boots can take that for keys that were pressed.',
    'Stop it while you work with serial consoles, unless this computer has a modem.',
    stopService(await serviceOf(processId)),
  )
}

function stopService(service: string | null): Repair {
  const title = 'Stop ModemManager'
  const what = 'Stop it until this computer starts again.'
  if (service === null) {
    const plan = [byHand('stop', what, 'sudo pkill -x ModemManager', null)]
    return { kind: 'by-hand', title, plan }
  }
  const argv = ['systemctl', 'stop', service] as const
  const undo = ['systemctl', 'start', service] as const
  return { kind: 'commands', title, commands: [{ id: service, what, argv, undo }] }
}

/** The first process of this name; the kernel keeps 15 characters of it. */
async function findProcess(name: string): Promise<number | null> {
  const entries = await readdir('/proc').catch(() => [])
  for (const entry of entries) {
    if (!/^\d+$/.test(entry)) continue
    const found = await readFile(`/proc/${entry}/comm`, 'utf8').catch(() => '')
    if (found.trim() === name) return Number(entry)
  }
  return null
}
