import type { Board } from '../../contract/board.ts'
import { boardLabel } from '../../contract/board.ts'
import { type PowerAction, type PowerPort, powerActionSchema } from '../../contract/power.ts'
import { currentAttachments } from '../attachments.ts'
import { type Command, exitCodes, type Shell, UsageError } from '../command.ts'
import { findBoard } from '../find-board.ts'
import { formatTable } from '../format.ts'
import { clientOptions, parseArguments } from '../parse-arguments.ts'
import { defaultStation, type StationClient, withStation } from '../station-client.ts'

export const powerCommand: Command = {
  name: 'power',
  summary: 'list power ports, or switch one',
  help: [
    'bootbench power [list] [--json] [--station URL]',
    'bootbench power PORT on|off|cycle [--even-though-job]',
    'bootbench power PORT feeds BOARD|none',
    '',
    'PORT is the id of the list, BOARD a serial number (or its last digits), MAC address, name, slot or id.',
    '  cycle              off for two seconds, then on again',
    '  feeds              say which board the port feeds, so that its card can switch it',
    '  --even-though-job  also when that cuts off a board at work: its storage may be left half-written',
  ].join('\n'),
  run: async (args, shell) => {
    const { values, positionals } = parseArguments({
      args: [...args],
      options: { ...clientOptions, 'even-though-job': { type: 'boolean' } },
      allowPositionals: true,
    })
    const [id = 'list', deed, words] = positionals
    const evenThoughJob = values['even-though-job'] === true
    return withStation(values.station ?? defaultStation, async (client) => {
      if (id === 'list') shell.print(await list(client, values.json === true))
      else if (deed === 'feeds') await assign(client, id, words)
      else await set(client, shell, { id, action: readAction(deed), evenThoughJob })
      return exitCodes.done
    })
  },
}

function readAction(word: string | undefined): PowerAction {
  const parsed = powerActionSchema.safeParse(word)
  if (parsed.success) return parsed.data
  throw new UsageError('Say what to do with the port: on, off, cycle, or feeds BOARD.')
}

async function set(
  client: StationClient,
  shell: Shell,
  input: {
    readonly id: string
    readonly action: PowerAction
    readonly evenThoughJob: boolean
  },
): Promise<void> {
  const { name, state } = await client.power.set(input)
  shell.print(`${name} is ${state}.`)
}

async function assign(client: StationClient, id: string, words: string | undefined): Promise<void> {
  if (words === undefined) throw new UsageError('Say which board the port feeds, or none.')
  const boardId = words === 'none' ? null : findBoard(await client.boards.list(), words).id
  await client.power.assign({ id, boardId })
}

async function list(client: StationClient, asJson: boolean): Promise<string> {
  const ports = (await currentAttachments(client)).powerPorts
  if (asJson) return JSON.stringify(ports, null, 2)
  return ports.length === 0 ? none : describe(ports, await client.boards.list())
}

const none =
  'No power port was found. Ports of ClusterHAT v2 and v3, ClusterCTRL boards (both need i2c-tools) and of USB hubs that switch each port (needs uhubctl) appear here.'

function describe(ports: readonly PowerPort[], boards: readonly Board[]): string {
  return formatTable(
    ['PORT', 'NAME', 'STATE', 'USB', 'FEEDS'],
    ports.map(({ id, name, state, usbPath, boardId }) => {
      const board = boards.find((one) => one.id === boardId)
      return [id, name, state, usbPath ?? '', board === undefined ? '' : boardLabel(board)]
    }),
  )
}
