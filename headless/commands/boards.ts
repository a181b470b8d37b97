import { type Board, boardLabel } from '../../contract/board.ts'
import { type Command, exitCodes, UsageError } from '../command.ts'
import { findBoard } from '../find-board.ts'
import { formatBytes, formatTable } from '../format.ts'
import { clientOptions, parseArguments } from '../parse-arguments.ts'
import { defaultStation, type StationClient, withStation } from '../station-client.ts'

const actions = ['list', 'netboot', 'local', 'approve', 'reboot', 'identify', 'forget'] as const
type Action = (typeof actions)[number]

export const boardsCommand: Command = {
  name: 'boards',
  summary: 'list the boards, or do something with one',
  help: [
    'bootbench boards [list] [--json] [--station URL]',
    'bootbench boards ACTION BOARD',
    '',
    'BOARD is a serial number (or its last digits), MAC address, name, slot or id. ACTION is one of:',
    '  netboot   let the board into our agent until its next job has ended',
    '  local     let the board boot from its own storage',
    '  approve   let an agent without a boot token work on this board once',
    '  reboot    start a ready board again',
    '  identify  blink the LED of a ready board',
    '  forget    remove a board that is gone',
  ].join('\n'),
  run: async (args, shell) => {
    const { values, positionals } = parseArguments({
      args: [...args],
      options: clientOptions,
      allowPositionals: true,
    })
    const action = readAction(positionals[0] ?? 'list')
    const words = positionals[1]
    if (action !== 'list' && words === undefined) throw new UsageError('Say which board.')
    return withStation(values.station ?? defaultStation, async (client) => {
      const boards = await client.boards.list()
      if (words !== undefined && action !== 'list') {
        await act(client, action, findBoard(boards, words).id)
        return exitCodes.done
      }
      // Drives are boards for their jobs only: "bootbench drives" lists them.
      const onBench = boards.filter(({ link }) => link !== 'drive')
      shell.print(values.json === true ? JSON.stringify(onBench, null, 2) : describe(onBench))
      return exitCodes.done
    })
  },
}

function readAction(word: string): Action {
  const action = actions.find((candidate) => candidate === word)
  if (action === undefined) throw new UsageError(`There is no action "${word}" for boards.`)
  return action
}

async function act(
  client: StationClient,
  action: Exclude<Action, 'list'>,
  id: string,
): Promise<void> {
  switch (action) {
    case 'netboot':
      await client.boards.setNetboot({ id, netboot: 'agent' })
      return
    case 'local':
      await client.boards.setNetboot({ id, netboot: 'local' })
      return
    case 'approve':
      await client.boards.approve({ id })
      return
    case 'reboot':
      return client.boards.reboot({ id })
    case 'identify':
      return client.boards.identify({ id })
    case 'forget':
      return client.boards.forget({ id })
  }
}

function describe(boards: readonly Board[]): string {
  if (boards.length === 0) {
    return 'No board has appeared yet. Check cable, switch and power, and that the boot order of the board has a network step.'
  }
  return formatTable(
    ['BOARD', 'MODEL', 'STAGE', 'ADDRESS', 'NETBOOT', 'STORAGE'],
    boards.map((board) => [
      boardLabel(board),
      board.model ?? '?',
      board.stage.kind,
      [board.ip ?? '', board.link === 'usb' ? `(USB ${board.usbPath})` : ''].join(' ').trim(),
      board.netboot,
      board.storages
        .map((storage) => `${storage.path} ${formatBytes(storage.sizeBytes)}`)
        .join(', '),
    ]),
  )
}
