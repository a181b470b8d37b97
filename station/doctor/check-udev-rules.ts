import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { fileCommands, readUdevRules, tellUdev, type UdevRules } from '../platform/udev-rules.ts'
import type { DoctorParts } from './doctor-parts.ts'
import { byHand, type Finding, ok, type Repair, warning } from './finding.ts'

const id = 'udev-rules'
const title = 'USB devices have their names and rights'

/** Does udev know nodes and boards on USB? Without our rules they are found too, but other programs get at them first. */
export async function checkUdevRules({
  rulesFolder,
  rulesRead,
  isRoot,
}: DoctorParts): Promise<Finding> {
  if (rulesFolder === undefined || !existsSync(rulesFolder)) {
    return ok(id, title, 'This station brings no rules for udev.')
  }
  const lacking = (await readUdevRules(rulesFolder, rulesRead)).filter(
    ({ state }) => state !== 'installed',
  )
  if (lacking.length === 0) return ok(id, title, 'Bootbench’s rules for udev are installed.')
  const missing = lacking.map(({ path, state }) => `${basename(path)} (${state})`).join(', ')
  return warning(
    id,
    title,
    `Rules for udev are not installed: ${missing}. Nodes have changing names then, ModemManager types into their consoles, and boards on USB may not be opened without root.`,
    'Install them, then plug USB boards and nodes in again.',
    installThem(lacking, isRoot),
  )
}

function installThem(lacking: readonly UdevRules[], isRoot: boolean): Repair {
  return {
    kind: 'udev-rules',
    title: 'Install the udev rules',
    canDo: isRoot || existsSync('/usr/bin/pkexec'),
    paths: lacking.map(({ path }) => path),
    plan: [
      ...lacking.map(({ path, what }) => {
        const { install, remove } = fileCommands(path)
        return byHand(basename(path), what, install, remove)
      }),
      byHand('tell-udev', 'udev reads its rules anew.', tellUdev, tellUdev),
    ],
  }
}
