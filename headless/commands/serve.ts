import { examine } from '../../station/doctor.ts'
import type { BenchSettings } from '../../station/serving.ts'
import { readBench } from '../bench-settings.ts'
import { type Command, CommandError, exitCodes, type Shell } from '../command.ts'
import { parseArguments, parseNumber } from '../parse-arguments.ts'
import {
  bootFoldersOf,
  brokerPathOf,
  dataFolderOf,
  interfaceFolderOf,
  moverPathOf,
  versionOf,
} from '../places.ts'
import { type RunningStation, runStation } from '../run-station.ts'
import { defaultControlPort } from '../station-client.ts'

const options = {
  interface: { type: 'string' },
  address: { type: 'string', default: '10.20.50.1/24' },
  range: { type: 'string' },
  reserve: { type: 'string', multiple: true },
  dhcp: { type: 'string', default: 'server' },
  'lease-seconds': { type: 'string', default: '3600' },
  'http-port': { type: 'string', default: '5000' },
  'keep-address': { type: 'boolean' },
  data: { type: 'string' },
  boot: { type: 'string', multiple: true },
  'kernel-words': { type: 'string', default: '' },
  compatibility: { type: 'boolean' },
  'control-port': { type: 'string', default: String(defaultControlPort) },
  quiet: { type: 'boolean' },
} as const

export const serveCommand: Command = {
  name: 'serve',
  summary: 'run the station: serve boards on one network port, and the user interface',
  help: [
    'bootbench serve --interface PORT [options]',
    '',
    '  --interface PORT      the network port that leads to the boards, for example enp3s0',
    '  --address A/N         address of the station on it (10.20.50.1/24)',
    '  --range FIRST-LAST    addresses for boards (.100 to .200 of that network)',
    '  --reserve MAC=A       keep address A for this board; may be given several times',
    '  --dhcp MODE           server, proxy (another server gives the addresses) or off',
    '  --lease-seconds N     3600',
    '  --http-port N         where boards reach the station, 80 or 1024 and up (5000)',
    "  --keep-address        the port has the address already: don't put it on or take it off",
    '  --data FOLDER         database, images and keys (~/.local/share/bootbench)',
    '  --boot FOLDER         more boot files; may be given several times',
    '  --kernel-words WORDS  added to the kernel command line of every board',
    '  --compatibility       also serve clients that are just curl and dd, once approved',
    `  --control-port N      where the user interface is served on this computer (${defaultControlPort})`,
    '  --quiet               no log',
    '',
    'Without --interface only the user interface is served, and the network ports are listed.',
  ].join('\n'),
  run: async (args, shell) => {
    const { values } = parseArguments({ args: [...args], options })
    const bench =
      values.interface === undefined
        ? null
        : readBench(
            { ...values, interface: values.interface },
            {
              brokerPath: brokerPathOf(shell),
              moverPath: moverPathOf(shell),
            },
          )
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
        simulated: false,
        compressionLevel: null,
        clock: Date.now,
        log,
      },
      {
        port: parseNumber(values['control-port'], '--control-port', 0, 65_535),
        interfaceFolder: interfaceFolderOf(shell),
      },
    )
    try {
      await beginServing(running, bench, shell)
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

async function beginServing(
  running: RunningStation,
  bench: BenchSettings | null,
  shell: Shell,
): Promise<void> {
  if (bench === null) {
    shell.print('No network port is chosen, so no boards are served. Ports of this computer:')
    for (const checkup of await examine(running.station)) {
      if (checkup.id === 'ports') shell.print(`  ${checkup.found}`)
    }
    shell.print('Start with --interface and the name of the port that leads to the boards.')
  } else {
    const serving = await running.station.serve(bench)
    if (serving.kind === 'refused') throw new CommandError(serving.message)
    if (serving.kind === 'serving') {
      shell.print(`Boards are served on ${serving.interfaceName} at ${serving.boardUrl}.`)
    }
  }
  shell.print(`The user interface is at ${running.controlUrl}`)
}
