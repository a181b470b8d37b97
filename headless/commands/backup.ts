import { boardLabel } from '../../contract/board.ts'
import { type Command, exitCodes, UsageError } from '../command.ts'
import { findStorage } from '../find-board.ts'
import { findBoardOrDrive } from '../find-drive.ts'
import { exitCodeOf, followJob } from '../follow-job.ts'
import { clientOptions, parseArguments } from '../parse-arguments.ts'
import { defaultStation, withStation } from '../station-client.ts'

export const backupCommand: Command = {
  name: 'backup',
  summary: 'read the storage of a board into an image',
  help: [
    'bootbench backup BOARD [--name NAME] [--target PATH] [--no-wait] [--json] [--station URL]',
    '',
    'Reads the storage of the board into the image library. Nothing on the board is changed.',
    'BOARD may also be a drive of the station\'s computer ("bootbench drives"): its serial number or device.',
    '  --name NAME    the name of the new image; by default the board and the time',
    '  --target PATH  which storage, if the board has several',
    '  --no-wait      arm the job and return at once; the board takes it when it netboots',
  ].join('\n'),
  run: async (args, shell) => {
    const { values, positionals } = parseArguments({
      args: [...args],
      options: {
        ...clientOptions,
        target: { type: 'string' },
        name: { type: 'string' },
        'no-wait': { type: 'boolean' },
      },
      allowPositionals: true,
    })
    const [words] = positionals
    if (words === undefined) throw new UsageError('Say which board.')
    return withStation(values.station ?? defaultStation, async (client) => {
      const board = await findBoardOrDrive(client, words)
      const storage = findStorage(board, values.target)
      const time = new Date().toISOString().slice(0, 16).replace('T', ' ')
      const armed = await client.jobs.backup({
        boardId: board.id,
        imageName: values.name ?? `${boardLabel(board)} ${time}`,
        targetPath: storage.path,
        targetSizeBytes: storage.sizeBytes,
      })
      const job = values['no-wait'] === true ? armed : await followJob(client, armed.id, shell)
      if (values.json === true) shell.print(JSON.stringify(job, null, 2))
      return values['no-wait'] === true ? exitCodes.done : exitCodeOf(job)
    })
  },
}
