import { type Batch, batchCountdownSeconds } from '../../contract/batch.ts'
import { boardLabel, storageSchema } from '../../contract/board.ts'
import type { Snapshot } from '../../contract/station-event.ts'
import { type Command, exitCodes, UsageError } from '../command.ts'
import { confirm } from '../confirm.ts'
import { findImage } from '../find-image.ts'
import { clientOptions, parseArguments, parseNumber } from '../parse-arguments.ts'
import { defaultStation, type StationClient, withStation } from '../station-client.ts'

export const batchCommand: Command = {
  name: 'batch',
  summary: 'write an image to the next boards that appear, or stop that',
  help: [
    'bootbench batch [status] [--json] [--station URL]',
    'bootbench batch start IMAGE COUNT [--storage KIND] [--yes]',
    'bootbench batch stop|dismiss',
    '',
    `Takes the next COUNT boards that become ready, each once, ${batchCountdownSeconds} seconds after it is ready. Boards that are ready now are not taken.`,
    '  --storage KIND  emmc (unless given), sd, nvme, usb or disk; a board must have exactly one of it',
    '  --yes           do not ask',
    'stop ends all countdowns at once; jobs that run go on. dismiss takes an ended batch off the screen.',
  ].join('\n'),
  run: async (args, shell) => {
    const { values, positionals } = parseArguments({
      args: [...args],
      options: {
        ...clientOptions,
        storage: { type: 'string', default: 'emmc' },
        yes: { type: 'boolean' },
      },
      allowPositionals: true,
    })
    const [action = 'status', imageWords, count] = positionals
    const storageKind = readKind(values.storage)
    return withStation(values.station ?? defaultStation, async (client) => {
      if (action === 'start') {
        if (imageWords === undefined || count === undefined)
          throw new UsageError('Say which image, and how many boards.')
        const wish = { storageKind, count: parseNumber(count, 'COUNT', 1, 1_000) }
        const image = findImage(await client.images.list(), imageWords)
        await confirm(shell, {
          text: `On the next ${wish.count} boards that appear, everything on the storage of the kind ${storageKind} will be erased and replaced by image "${image.name}".`,
          expected: String(wish.count),
          yes: values.yes === true,
        })
        await client.batch.start({ imageId: image.id, ...wish })
      } else if (action === 'stop') {
        await client.batch.stop()
      } else if (action === 'dismiss') {
        await client.batch.dismiss()
      } else if (action !== 'status') {
        throw new UsageError(`There is no action "${action}" for batches.`)
      }
      shell.print(await tell(client, values.json === true))
      return exitCodes.done
    })
  },
}

function readKind(word: string): Batch['storageKind'] {
  const kind = storageSchema.shape.kind.safeParse(word)
  if (kind.success) return kind.data
  throw new UsageError(`--storage must be emmc, sd, nvme, usb or disk, not "${word}".`)
}

async function tell(client: StationClient, asJson: boolean): Promise<string> {
  const snapshot = await client.station.snapshot()
  const { batch } = snapshot.status
  if (asJson) return JSON.stringify(batch, null, 2)
  return batch === null ? 'There is no batch.' : describe(batch, snapshot)
}

function describe(batch: Batch, { boards }: Snapshot): string {
  const nameOf = (id: string): string => {
    const board = boards.find((candidate) => candidate.id === id)
    return board === undefined ? id : boardLabel(board)
  }
  return [
    `${batch.state.kind}: image "${batch.imageName}" to ${batch.count} boards, ${batch.jobIds.length} armed`,
    ...batch.waiting.map(
      ({ boardId, startsAt }) =>
        `  ${nameOf(boardId)} is armed at ${new Date(startsAt).toISOString()}`,
    ),
    ...batch.passedOver.map(({ message }) => `  passed over: ${message}`),
  ].join('\n')
}
