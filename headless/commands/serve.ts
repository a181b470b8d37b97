import { isIPv4 } from 'node:net'
import type { Serving } from '../../contract/station-event.ts'
import { describePort } from '../../station/network/describe-port.ts'
import { listNetworkPorts } from '../../station/network/port-list.ts'
import { listNetworkInterfaces } from '../../station/platform/network-interfaces.ts'
import type { Station } from '../../station/station.ts'
import { readBench } from '../bench-settings.ts'
import { type Command, CommandError, exitCodes, type Shell, UsageError } from '../command.ts'
import { parseArguments, parseNumber } from '../parse-arguments.ts'
import {
  bootFoldersOf,
  dataFolderOf,
  interfaceFolderOf,
  programsOf,
  rulesFolderOf,
  versionOf,
} from '../places.ts'
import { type RunningStation, runStation } from '../run-station.ts'
import { createSimulation } from '../simulation.ts'
import { defaultControlPort } from '../station-client.ts'

const options = {
  interface: { type: 'string' },
  address: { type: 'string' },
  range: { type: 'string' },
  reserve: { type: 'string', multiple: true },
  dhcp: { type: 'string' },
  'lease-seconds': { type: 'string' },
  'http-port': { type: 'string' },
  'keep-address': { type: 'boolean' },
  internet: { type: 'boolean' },
  names: { type: 'boolean' },
  ipv6: { type: 'boolean' },
  data: { type: 'string' },
  boot: { type: 'string', multiple: true },
  'usb-network': { type: 'string' },
  'kernel-words': { type: 'string', default: '' },
  compatibility: { type: 'boolean' },
  'control-port': { type: 'string', default: String(defaultControlPort) },
  quiet: { type: 'boolean' },
} as const

export const serveCommand: Command = {
  name: 'serve',
  summary: 'run the station: serve boards on one network port, and the user interface',
  help: [
    'bootbench serve [--interface PORT] [options]',
    '',
    '  --interface PORT      the network port that leads to the boards, for example enp3s0',
    '  --address A/N         address of the station on it (10.20.50.1/24)',
    '  --range FIRST-LAST    addresses for boards (.100 to .200 of that network)',
    '  --reserve MAC=A       keep address A for this board; may be given several times',
    '  --dhcp MODE           server, proxy (another server gives the addresses) or off',
    '  --lease-seconds N     3600',
    '  --http-port N         where boards reach the station, 80 or 1024 and up (5000)',
    "  --keep-address        the port has the address already: don't put it on or take it off",
    '  --internet            let boards reach the internet through the other port of this computer',
    '  --names               answer DNS questions for the names of boards (NAME.bench)',
    '  --ipv6                also listen on link-local and a unique local IPv6 address',
    '  --data FOLDER         database, images and keys (~/.local/share/bootbench)',
    '  --boot FOLDER         more boot files; may be given several times',
    '  --usb-network A.B.C.0 256 addresses for boards on USB cables (172.19.182.0, or another that is free)',
    '  --kernel-words WORDS  added to the kernel command line of every board',
    '  --compatibility       also serve clients that are just curl and dd, once approved',
    `  --control-port N      where the user interface is served on this computer (${defaultControlPort})`,
    '  --quiet               no log',
    '',
    'These options win over the settings for one run. Without --interface boards are served as the settings say, if they say so;',
    'otherwise only the user interface is served, and the network ports are listed.',
  ].join('\n'),
  run: async (args, shell) => {
    const { values } = parseArguments({ args: [...args], options })
    const forThisRun = readBench(values)
    const dataFolder = dataFolderOf(values.data, shell)
    const log =
      values.quiet === true
        ? () => undefined
        : (message: string) => shell.complain(`${new Date().toISOString()} ${message}`)
    const running = await runStation(
      {
        dataFolder,
        bootFolders: [...bootFoldersOf(dataFolder, shell), ...(values.boot ?? [])],
        version: versionOf(shell),
        compatibility: values.compatibility === true,
        extraCommandLine: values['kernel-words'],
        ...readUsbNetwork(values['usb-network']),
        simulated: false,
        programs: programsOf(shell),
        rulesFolder: rulesFolderOf(shell),
        forThisRun,
        compressionLevel: null,
        clock: Date.now,
        log,
      },
      {
        port: parseNumber(values['control-port'], '--control-port', 0, 65_535),
        inheritedSocket: shell.inheritedSocket,
        interfaceFolder: interfaceFolderOf(shell),
      },
      createSimulation(shell.programFolder),
    )
    try {
      await beginServing(running, values.interface !== undefined, shell)
      await new Promise<void>((resolve) => {
        if (shell.signal.aborted) resolve()
        shell.signal.addEventListener('abort', () => resolve(), { once: true })
      })
      return exitCodes.done
    } finally {
      await running.stop()
    }
  },
}

/** Private addresses (RFC 1918): the broker puts no others on a cable. */
function readUsbNetwork(text: string | undefined): { usbNetwork?: string } {
  if (text === undefined) return {}
  const isPrivate = /^(10|172\.(1[6-9]|2\d|3[01])|192\.168)(\.\d{1,3}){1,2}\.0$/.test(text)
  if (isPrivate && isIPv4(text)) return { usbNetwork: text }
  throw new UsageError(
    `--usb-network must be a private network of 256 addresses, such as 172.19.182.0, not "${text}".`,
  )
}

/** Whoever names the port on the command line wants boards served or an error; a stored wish that fails is shown and can be repaired. */
async function beginServing(
  { station, controlUrl }: RunningStation,
  isAsked: boolean,
  shell: Shell,
): Promise<void> {
  const { interfaceName, serveAtStart } = station.settings.current()
  if (isAsked || (serveAtStart && interfaceName !== null)) {
    const serving = await station.benchStart.start()
    if (serving.kind === 'refused' && isAsked) throw new CommandError(serving.message)
    shell.print(describeServing(serving))
  } else {
    await printPorts(station, shell)
  }
  shell.print(`The user interface is at ${controlUrl}`)
}

function describeServing(serving: Serving): string {
  switch (serving.kind) {
    case 'serving':
      return `Boards are served on ${serving.interfaceName} at ${serving.boardUrl}.`
    case 'refused':
      return serving.message
    case 'stopped':
      return 'No boards are served.'
  }
}

async function printPorts(station: Station, shell: Shell): Promise<void> {
  shell.print('No boards are served. Network ports of this computer:')
  const list = await listNetworkInterfaces()
  if (list.kind === 'failed') return shell.print(`  ${list.message}`)
  for (const port of listNetworkPorts(list.interfaces, station.settings.current())) {
    shell.print(`  ${describePort(port)}`)
  }
  shell.print(
    'Start with --interface and the name of the port that leads to the boards, or choose it in the user interface.',
  )
}
