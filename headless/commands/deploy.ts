import { boardLabel } from '../../contract/board.ts'
import { type Command, exitCodes, UsageError } from '../command.ts'
import { confirm } from '../confirm.ts'
import { findStorage } from '../find-board.ts'
import { findBoardOrDrive } from '../find-drive.ts'
import { findImage } from '../find-image.ts'
import { exitCodeOf, followJob } from '../follow-job.ts'
import { formatBytes } from '../format.ts'
import { clientOptions, parseArguments } from '../parse-arguments.ts'
import { defaultStation, withStation } from '../station-client.ts'

export const deployCommand: Command = {
  name: 'deploy',
  summary: 'write an image to a board, or to a drive of this computer',
  help: [
    'bootbench deploy BOARD IMAGE [--target PATH] [--yes] [--no-wait] [--json] [--station URL]',
    '',
    'Erases the storage of the board and writes the image to it. The board reads everything back and compares.',
    'BOARD may also be a drive of the station\'s computer ("bootbench drives"): its serial number or device.',
    '  --target PATH  which storage, if the board has several (for example /dev/mmcblk0)',
    '  --yes          do not ask',
    '  --no-wait      arm the job and return at once; the board takes it when it netboots',
  ].join('\n'),
  run: async (args, shell) => {
    const { values, positionals } = parseArguments({
      args: [...args],
      options: {
        ...clientOptions,
        target: { type: 'string' },
        yes: { type: 'boolean' },
        'no-wait': { type: 'boolean' },
      },
      allowPositionals: true,
    })
    const [boardWords, imageWords] = positionals
    if (boardWords === undefined || imageWords === undefined)
      throw new UsageError('Say which board and which image.')
    return withStation(values.station ?? defaultStation, async (client) => {
      const board = await findBoardOrDrive(client, boardWords)
      const storage = findStorage(board, values.target)
      const image = findImage(await client.images.list(), imageWords)
      await confirm(shell, {
        text: `Everything on ${storage.path} (${storage.kind}, ${formatBytes(storage.sizeBytes)}) of board ${boardLabel(board)} (${board.model ?? 'unknown model'}) will be erased and replaced by image "${image.name}" (${formatBytes(image.rawSize)}).`,
        expected: boardLabel(board),
        yes: values.yes === true,
      })
      const armed = await client.jobs.deploy({
        boardId: board.id,
        imageId: image.id,
        targetPath: storage.path,
        targetSizeBytes: storage.sizeBytes,
      })
      const job = values['no-wait'] === true ? armed : await followJob(client, armed.id, shell)
      if (values.json === true) shell.print(JSON.stringify(job, null, 2))
      return values['no-wait'] === true ? exitCodes.done : exitCodeOf(job)
    })
  },
}
