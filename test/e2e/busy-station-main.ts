// A real station whose boards are a script instead of simulated ones, so that a computer carries thousands of them:
// `node busy-station-main.ts '<BusyStation as JSON>'`. Prints "ready PORT" when its user interface is served.
import { type Board, boardSchema } from '../../contract/board.ts'
import { runStation } from '../../headless/run-station.ts'
import { newBoard } from '../../station/boards/merge-sighting.ts'
import { openDataFolder } from '../../station/storage/data-folder.ts'
import { openDatabase } from '../../station/storage/database.ts'
import { openDocuments } from '../../station/storage/documents.ts'
import type { BusyStation } from './busy-station.ts'

const given = JSON.parse(process.argv[2] ?? '') as BusyStation
const gigabyte = 1_000_000_000
const imageBytes = 4 * gigabyte
const storageBytes = 32 * gigabyte
/** Never sent: the jobs only say how far they are. */
const image = {
  id: 'busy-image',
  name: 'busy image',
  rawSize: imageBytes,
  definedBytes: imageBytes,
  dataBytes: imageBytes,
  framesSize: gigabyte,
  chunkCount: 1,
  partitionTable: null,
  operatingSystem: null,
  source: { kind: 'import', fileName: 'busy.img', compressedSha256: '', url: null },
  sealedAt: '2026-01-01T00:00:00Z',
} as const
const phases = ['writing', 'verifying'] as const
const limits = ['network', 'decompressing', 'storage'] as const

const ids = rememberBoards()
const running = await runStation(
  {
    dataFolder: given.dataFolder,
    bootFolders: [],
    version: 'test',
    compatibility: false,
    extraCommandLine: '',
    simulated: true,
    programs: { brokerPath: '', moverPath: '' },
    compressionLevel: 1,
    clock: Date.now,
    log: (message) => process.stderr.write(`${message}\n`),
  },
  { port: 0, interfaceFolder: given.interfaceFolder },
)
const { boards, jobs } = running.station
// The others are of an earlier run and silent: each board that comes back is a write to the disk.
const awake = ids.slice(0, Math.max(given.busy, 100))
for (const boardId of awake) boards.see({ kind: 'heard', boardId })
const jobIds = ids.slice(0, given.busy).map(begin)
let round = 0
const timer = setInterval(update, 1000 / Math.max(1, given.updatesPerSecond))
process.on('SIGTERM', () => {
  clearInterval(timer)
  running.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  )
})
process.stdout.write(`ready ${new URL(running.controlUrl).port}\n`)

/** Boards of an earlier run: written at once, because one by one each would wait for the disk. */
function rememberBoards(): string[] {
  const data = openDataFolder(given.dataFolder)
  const database = openDatabase(data.databasePath)
  const documents = openDocuments({
    database,
    table: 'boards',
    schema: boardSchema,
    keyOf: ({ id }) => id,
    log: (message) => process.stderr.write(`${message}\n`),
  })
  const all = Array.from({ length: given.boards }, (_, number) => boardNumber(number))
  database.transaction(() => {
    for (const board of all) documents.save(board)
  })
  database.close()
  return all.map(({ id }) => id)
}

/** A board in a slot of switch A, B, C, … with 24 ports each. */
function boardNumber(number: number): Board {
  const hex = number.toString(16).padStart(6, '0')
  const mac = `02:00:00:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4)}`
  const now = Date.now()
  return boardSchema.parse({
    ...newBoard(mac, now),
    serial: `10000000${hex.padStart(8, '0')}`,
    slot: given.slots
      ? `${String.fromCharCode(65 + (Math.floor(number / 24) % 26))}${(number % 24) + 1}`
      : null,
    ip: `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`,
    model: 'Raspberry Pi Compute Module 4 Rev 1.1',
    revision: 'd03141',
    memoryBytes: 8 * 1024 ** 3,
    storages: [{ path: '/dev/mmcblk0', kind: 'emmc', sizeBytes: storageBytes, name: 'BJTD4R' }],
  })
}

function begin(id: string): string {
  const board = boards.get(id)
  if (board === undefined) throw new Error(`there is no board ${id}`)
  const wish = {
    kind: 'deploy',
    image,
    targetPath: '/dev/mmcblk0',
    targetSizeBytes: storageBytes,
  } as const
  const job = jobs.arm(board, wish)
  if (job.kind === 'refused') throw new Error(job.message)
  jobs.begin(job.id)
  return job.id
}

/** Every board is heard of, and every job is a little further. */
function update(): void {
  round += 1
  // An agent that has no work asks for some every few seconds.
  const heard = round % (given.updatesPerSecond * 5) === 0 ? awake : ids.slice(0, given.busy)
  for (const boardId of heard) boards.see({ kind: 'heard', boardId })
  for (const [number, id] of jobIds.entries()) {
    const bytesDone = ((round + number * 7) * 8_000_000) % imageBytes
    jobs.advance(id, {
      kind: 'progress',
      phase: phases[(round + number) % 400 < 200 ? 0 : 1] ?? 'writing',
      bytesDone,
      bytesTotal: imageBytes,
      bytesPerSecond: 60_000_000 + ((round * 37 + number) % 40) * 1_000_000,
      limitedBy: limits[number % limits.length] ?? null,
    })
  }
}
