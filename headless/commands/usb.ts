import { boardLabel } from '../../contract/board.ts'
import { currentAttachments } from '../attachments.ts'
import { type Command, exitCodes, UsageError } from '../command.ts'
import { formatTable } from '../format.ts'
import { clientOptions, parseArguments } from '../parse-arguments.ts'
import { defaultStation, type StationClient, withStation } from '../station-client.ts'

const targets = ['agent', 'mass-storage'] as const
type Target = (typeof targets)[number]

export const usbCommand: Command = {
  name: 'usb',
  summary: 'list boards in USB boot mode, and boot them',
  help: [
    'bootbench usb [list] [--json] [--station URL]',
    'bootbench usb boot PATH agent|mass-storage',
    'bootbench usb automatic agent|mass-storage|off',
    '',
    'PATH is the USB port, as listed (1-1.2). Nothing on a board is written by a boot.',
    '  boot       boot one board; how that goes is listed, and a board in "agent" is then one of "bootbench boards"',
    '  automatic  boot every board that is plugged in from now on, and those that wait already',
  ].join('\n'),
  run: async (args, shell) => {
    const { values, positionals } = parseArguments({
      args: [...args],
      options: clientOptions,
      allowPositionals: true,
    })
    const [action = 'list', first, second] = positionals
    return withStation(values.station ?? defaultStation, async (client) => {
      if (action === 'boot') {
        if (first === undefined) throw new UsageError('Say which USB port.')
        await client.usb.boot({ path: first, target: readTarget(second) })
      } else if (action === 'automatic') {
        await client.usb.setAutomatic({ target: first === 'off' ? null : readTarget(first) })
      } else if (action === 'list') {
        shell.print(await list(client, values.json === true))
      } else throw new UsageError(`There is no action "${action}" for boards on USB.`)
      return exitCodes.done
    })
  },
}

function readTarget(word: string | undefined): Target {
  const target = targets.find((candidate) => candidate === word)
  if (target === undefined) throw new UsageError(`Say what to boot: ${targets.join(' or ')}.`)
  return target
}

async function list(client: StationClient, isJson: boolean): Promise<string> {
  const boards = (await currentAttachments(client)).usbBoards
  if (isJson) return JSON.stringify(boards, null, 2)
  if (boards.length === 0)
    return 'No board is in USB boot mode. Set its jumper (CM4, CM5) or take its SD card out (Zero), and plug it in by its data port.'
  const known = await client.boards.list()
  const runningOn = (path: string): string => {
    const board = known.find(({ link, usbPath }) => link === 'usb' && usbPath === path)
    return board === undefined ? '' : `${boardLabel(board)} (${board.stage.kind})`
  }
  const table = formatTable(
    ['USB', 'CHIP', 'SERIAL', 'BOOTS', 'STAGE', 'BOARD'],
    boards.map(({ path, chip, serial, target, stage }) => [
      ...[path, chip, serial ?? '', target ?? '', stage.kind],
      runningOn(path),
    ]),
  )
  const failures = boards.flatMap(({ path, stage }) =>
    stage.kind === 'failed' ? [`${path}: ${stage.message}`] : [],
  )
  return [table, ...failures].join('\n')
}
