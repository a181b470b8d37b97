import type { Checkup } from '../contract/doctor.ts'
import { type BootFiles, firmwareNeeds, listBootFiles } from './netboot/boot-folder.ts'
import { initramfsName, kernelName } from './netboot/boot-text.ts'
import { readFreeSpace } from './platform/free-space.ts'
import { listNetworkInterfaces, type NetworkInterface } from './platform/network-interfaces.ts'
import type { Station } from './station.ts'

/** Below this an import or a backup of an ordinary image is likely to fail. */
const comfortableSpace = 8 * 1024 ** 3

/** Looks at everything that must be right before boards can be served, and says what to do where it is not. */
export async function examine(station: Station): Promise<Checkup[]> {
  const files = listBootFiles(station.options.bootFolders)
  return [
    checkServing(station),
    checkAgentFiles(files),
    ...firmwareNeeds.map((need) => checkFirmware(files, need)),
    await checkSpace(station.data.folder),
    await checkPorts(),
  ]
}

function checkServing(station: Station): Checkup {
  const { serving } = station.snapshot().status
  const title = 'Boards are served'
  switch (serving.kind) {
    case 'serving':
      return ok(
        'serving',
        title,
        `On ${serving.interfaceName} at ${serving.boardUrl}, DHCP: ${serving.dhcp}.`,
      )
    case 'stopped':
      return problem(
        'serving',
        title,
        'No network port is chosen.',
        'Start with --interface and the name of the port that leads to the boards.',
      )
    case 'refused':
      return problem('serving', title, serving.message, null)
  }
}

function checkAgentFiles(files: BootFiles): Checkup {
  const missing = [kernelName, initramfsName].filter((name) => !files.has(name))
  const title = 'The agent that boards boot is there'
  if (missing.length === 0) return ok('agent', title, 'Kernel and initramfs are there.')
  return problem(
    'agent',
    title,
    `Missing: ${missing.join(', ')}.`,
    'Run "npm start" on Debian or Ubuntu, which builds both, or put them into the folder "boot" of the data folder.',
  )
}

function checkFirmware(files: BootFiles, need: (typeof firmwareNeeds)[number]): Checkup {
  const missing = need.files.filter((name) => !files.has(name))
  const title = `Raspberry Pi's firmware for ${need.boards}`
  if (missing.length === 0) return ok(`firmware-${need.files[0]}`, title, 'It is there.')
  return {
    id: `firmware-${need.files[0]}`,
    title,
    state: 'warning',
    found: `Missing: ${missing.join(', ')}. These boards can't boot from here.`,
    next: 'Run "bootbench boot-files import FOLDER" with the "boot" folder of Raspberry Pi\'s firmware (github.com/raspberrypi/firmware), or of an SD card with Raspberry Pi OS.',
    fix: null,
  }
}

async function checkSpace(folder: string): Promise<Checkup> {
  const title = 'Space for images and backups'
  const space = await readFreeSpace(folder)
  if (space.kind === 'failed')
    return problem('space', title, space.message, 'Choose another data folder with --data.')
  const found = `${(space.freeBytes / 1024 ** 3).toFixed(1)} GiB are free in ${folder}.`
  if (space.freeBytes >= comfortableSpace) return ok('space', title, found)
  return {
    id: 'space',
    title,
    state: 'warning',
    found,
    next: 'Remove images that are not needed, or choose another data folder with --data.',
    fix: null,
  }
}

async function checkPorts(): Promise<Checkup> {
  const title = 'Network ports of this computer'
  const list = await listNetworkInterfaces()
  if (list.kind === 'failed') return problem('ports', title, list.message, null)
  const ports = list.interfaces.filter((port) => !port.isLoopback)
  const found = ports.map(describePort).join('; ')
  if (ports.some((port) => !port.hasDefaultRoute)) return ok('ports', title, found)
  return {
    id: 'ports',
    title,
    state: 'warning',
    found: found === '' ? 'There is none.' : found,
    next: 'Plug in a spare network port (for example a USB adapter). A port with a default route leads to the internet and is never served.',
    fix: null,
  }
}

function describePort(port: NetworkInterface): string {
  const traits = [
    port.isUp ? (port.hasLink ? 'link' : 'no cable') : 'off',
    ...(port.hasDefaultRoute ? ['leads to the internet'] : []),
    ...(port.isWireless ? ['wireless'] : []),
    ...port.addresses
      .filter((entry) => entry.family === 'ipv4')
      .map((entry) => `${entry.address}/${entry.prefixLength}`),
  ]
  return `${port.name} (${traits.join(', ')})`
}

function ok(id: string, title: string, found: string): Checkup {
  return { id, title, state: 'ok', found, next: null, fix: null }
}

function problem(id: string, title: string, found: string, next: string | null): Checkup {
  return { id, title, state: 'problem', found, next, fix: null }
}
