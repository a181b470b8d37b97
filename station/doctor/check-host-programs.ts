import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { findControlBoards } from '../power/control-boards.ts'
import { readHatVersion } from '../power/hat-version.ts'
import type { DoctorParts } from './doctor-parts.ts'
import { byHand, type Finding, ok, problem, warning } from './finding.ts'

const id = 'host-programs'
const title = 'Programs of this computer that the station uses'
/** Where system programs are, also for a person whose PATH has no sbin folders. */
const folders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/local/sbin', '/usr/local/bin']

const hatFolder = '/proc/device-tree/hat'
const usbFolder = '/sys/bus/usb/devices'

type Need = {
  readonly names: readonly string[]
  readonly debian: string
  readonly reason: string
  readonly isNeeded: boolean
}

/** Images are read by the station itself; these are all the foreign programs that it starts. */
export async function checkHostPrograms({ settings }: DoctorParts): Promise<Finding> {
  const { internetForBoards } = settings.current()
  const needs: Need[] = [
    { names: ['ip'], debian: 'iproute2', reason: 'lists network ports', isNeeded: true },
    { names: ['ss'], debian: 'iproute2', reason: 'tells who holds a port', isNeeded: false },
    {
      names: ['arping', 'ping'],
      debian: 'iputils-arping',
      reason: 'tells whether an address is in use',
      isNeeded: false,
    },
    {
      names: ['nft'],
      debian: 'nftables',
      reason: 'lets boards reach the internet',
      isNeeded: internetForBoards,
    },
  ]
  needs.push(...(await powerNeeds()))
  const missing: Need[] = []
  for (const need of needs) if (!(await isAnyThere(need.names))) missing.push(need)
  const relevant = missing.filter((need) => need.isNeeded || need.names[0] !== 'nft')
  if (relevant.length === 0) return ok(id, title, 'All are there.')
  const judge = relevant.some((need) => need.isNeeded) ? problem : warning
  const packages = [...new Set(relevant.map((need) => need.debian))].join(' ')
  return judge(
    id,
    title,
    `Missing: ${relevant.map((need) => `${need.names.join(' or ')} (${need.reason})`).join(', ')}.`,
    'Install them.',
    {
      kind: 'by-hand',
      title: 'Install the programs',
      plan: [
        byHand(
          'install',
          'Debian and Ubuntu; elsewhere the packages have similar names.',
          `sudo apt-get install ${packages}`,
          `sudo apt-get remove ${packages}`,
        ),
      ],
    },
  )
}

/** Only where there is something to switch: most computers have neither such a chip nor such a hub. */
async function powerNeeds(): Promise<Need[]> {
  const hasHat = (await readHatVersion(hatFolder)) !== null
  const hasBoard = (await findControlBoards(usbFolder)).length > 0
  if (!hasHat && !hasBoard) return []
  return [
    {
      names: ['i2cget'],
      debian: 'i2c-tools',
      reason: 'switches the power of nodes on a ClusterHAT or ClusterCTRL board',
      isNeeded: false,
    },
  ]
}

async function isAnyThere(names: readonly string[]): Promise<boolean> {
  for (const folder of folders) {
    for (const name of names) {
      const isThere = await access(join(folder, name), constants.X_OK).then(
        () => true,
        () => false,
      )
      if (isThere) return true
    }
  }
  return false
}
