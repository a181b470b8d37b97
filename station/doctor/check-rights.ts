import { existsSync } from 'node:fs'
import {
  type BrokerCapability,
  grantCommand,
  readBrokerRights,
  withdrawCommand,
} from '../platform/broker-rights.ts'
import type { DoctorParts } from './doctor-parts.ts'
import { byHand, type Finding, ok, problem } from './finding.ts'

const id = 'rights'
const title = 'The rights to open ports for boards'

/** May the broker open the privileged sockets and change the network port? */
export async function checkRights({ programs, run, isRoot }: DoctorParts): Promise<Finding> {
  const { brokerPath } = programs
  const rights = await readBrokerRights(brokerPath, run)
  switch (rights.kind) {
    case 'all':
      return ok(id, title, isRoot ? 'The station runs as root.' : 'The broker has them.')
    case 'unknown':
      return problem(id, title, rights.message, null)
    case 'some':
    case 'none':
      return problem(
        id,
        title,
        `The broker has not ${rights.missing.join(', ')}, so ${consequenceOf(rights.missing)}.`,
        'Give the broker its rights once; the station itself never needs any.',
        {
          kind: 'broker-rights',
          title: 'Give the broker its rights',
          canDo: existsSync('/usr/bin/pkexec') && !isRoot,
          plan: [
            byHand(
              'setcap',
              `Give the file ${brokerPath} the capabilities that it needs; the desktop asks for an administrator's password.`,
              grantCommand(brokerPath),
              withdrawCommand(brokerPath),
            ),
          ],
        },
      )
  }
}

function consequenceOf(missing: readonly BrokerCapability[]): string {
  const noDrives = missing.includes('cap_dac_override')
  const noPort = missing.some((name) => name !== 'cap_dac_override')
  if (noPort && noDrives) return "boards can't be served on a network port, nor drives be used"
  return noPort ? "boards can't be served on a network port" : "drives can't be used"
}
