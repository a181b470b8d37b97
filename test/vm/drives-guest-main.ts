// Runs in the guest of drives.test.ts. As root it mounts one drive and gives a copy of the broker its capabilities; then it is nobody,
// with a station that can touch a drive only through that broker. Each line that it prints is a fact to be checked.
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Drive } from '../../contract/drive.ts'
import type { Refusal } from '../../contract/errors.ts'
import type { Job } from '../../contract/job.ts'
import { createStation, type Station } from '../../station/station.ts'
import { runOrFail, runProgram } from '../lab/run-program.ts'

const [nativeFolder = '', copierPath = '', dataFolder = ''] = process.argv.slice(2)
const limitMs = 200_000
const programs = '/run/bootbench/native'
const ownData = '/run/bootbench/data'
const mountedAt = '/run/card'
const nobody = 65_534

await prepare()
await workOnDrives()

/** What needs root. From its end on this process has no right, and none of a file's but the broker's. */
async function prepare(): Promise<void> {
  const broker = join(programs, 'bootbench-broker')
  for (const folder of [programs, mountedAt]) mkdirSync(folder, { recursive: true })
  for (const name of ['bootbench-broker', 'bootbench-drive-copier'])
    cpSync(join(nativeFolder, name), join(programs, name))
  cpSync(copierPath, join(programs, 'bootbench-copier'))
  cpSync(dataFolder, ownData, { recursive: true })
  await runOrFail('setcap', ['cap_net_raw,cap_dac_override=ep', broker])
  await runOrFail('chown', ['-R', `${nobody}:${nobody}`, ownData])
  // Mounting for writing alone changes a FAT: its mark for an unclean end.
  await runOrFail('mount', [
    '-o',
    'ro',
    '/dev/disk/by-id/usb-QEMU_QEMU_HARDDISK_MOUNTED1-0:0',
    mountedAt,
  ])
  process.setgroups?.([])
  process.setgid?.(nobody)
  process.setuid?.(nobody)
}

async function workOnDrives(): Promise<void> {
  const station = await createStation({
    dataFolder: ownData,
    bootFolders: [],
    version: 'test',
    compatibility: false,
    extraCommandLine: '',
    simulated: false,
    // Drives alone are real here.
    world: { usbBus: { watch: async () => ({ kind: 'watching', stop: async () => undefined }) } },
    programs: {
      brokerPath: join(programs, 'bootbench-broker'),
      moverPath: '/nowhere',
      clientPath: join(import.meta.dirname, '../../initramfs/provisioning-client.sh'),
    },
    compressionLevel: 1,
    clock: Date.now,
    log: (line) => console.error(line),
  })
  try {
    const list = await drivesThat(
      (drives) => drives.filter(({ boardId }) => boardId !== null).length === 2,
    )
    print({ drives: list.map(({ path: _, id: __, ...told }) => told) })
    await tellRefusalsOfBroker(list)
    const stick = await deployTo(station, list, 'STICK1')
    const card = await deployTo(station, list, null)
    await jobThat(stick, isWriting)
    print({ copier: rightsOfCopier() })
    print({ writing: 'STICK1' })
    await jobThat(stick, ({ state }) => state.kind === 'interrupted')
    print({ interrupted: 'STICK1' })
    print({ card: (await jobThat(card, hasEnded)).state })
    const { state, attempts } = await jobThat(stick, hasEnded)
    print({ stick: state, attempts })
    print({ backup: await backUp(station, stick.boardId) })
  } finally {
    await station.stop()
  }

  async function drivesThat(pass: (drives: Drive[]) => boolean): Promise<Drive[]> {
    for await (const { drives } of station.attachments.follow(AbortSignal.timeout(limitMs)))
      if (pass(drives)) return drives
    throw new Error(`drives: ${JSON.stringify(station.attachments.current().drives)}`)
  }

  async function jobThat({ id }: Job, passes: (job: Job) => boolean): Promise<Job> {
    const begin = () => ({ kind: 'snapshot', snapshot: station.snapshot() }) as const
    for await (const _ of station.changes.follow(begin, AbortSignal.timeout(limitMs))) {
      const job = station.jobs.get(id)
      if (job !== undefined && passes(job)) return job
    }
    throw new Error(`job: ${JSON.stringify(station.jobs.get(id)?.state)}`)
  }

  async function readyBoard(boardId: string) {
    const begin = () => ({ kind: 'snapshot', snapshot: station.snapshot() }) as const
    for await (const _ of station.changes.follow(begin, AbortSignal.timeout(limitMs))) {
      const board = station.boards.get(boardId)
      if (board?.stage.kind === 'ready') return board
    }
    throw new Error(`the agent of ${boardId} did not register`)
  }

  /** To the drive with this serial number; null: the SD card, which has its CID. */
  async function deployTo(_: Station, list: Drive[], serial: string | null): Promise<Job> {
    const drive = list.find((one) =>
      serial === null ? one.name.startsWith('SD') : one.serial === serial,
    )
    const board = await readyBoard(drive?.boardId ?? '')
    const [image] = station.images.list()
    const [storage] = board.storages
    if (image === undefined || storage === undefined) throw new Error('no image or no storage')
    return accepted(
      station.arming.arm(board, {
        kind: 'deploy',
        image,
        targetPath: storage.path,
        targetSizeBytes: storage.sizeBytes,
      }),
    )
  }

  async function backUp(_: Station, boardId: string) {
    const board = await readyBoard(boardId)
    const [storage] = board.storages
    if (storage === undefined) throw new Error('no storage')
    const armed = accepted(
      station.arming.arm(board, {
        kind: 'backup',
        imageName: 'copy',
        targetPath: storage.path,
        targetSizeBytes: storage.sizeBytes,
      }),
    )
    const { state, imageId } = await jobThat(armed, hasEnded)
    const hash = createHash('sha256')
    if (imageId !== null)
      for await (const piece of station.images.rawStream(imageId)) hash.update(piece)
    return { state, sha256: hash.digest('hex') }
  }
}

function accepted(result: Job | Refusal): Job {
  if (result.kind === 'refused') throw new Error(result.message)
  return result
}

function isWriting({ state }: Job): boolean {
  return state.kind === 'running' && ['writing', 'verifying'].includes(state.progress.phase)
}

function hasEnded({ state }: Job): boolean {
  return ['done', 'failed', 'cancelled', 'unverified'].includes(state.kind)
}

/** What the block copier that runs now may do: /proc/PID/status. */
function rightsOfCopier(): Record<string, string> {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const texts = processes.map((id) => textOf(`/proc/${id}/status`))
  const text = texts.find((one) => one.startsWith('Name:\tbootbench-copie')) ?? ''
  const wanted = ['Uid', 'CapInh', 'CapPrm', 'CapEff', 'CapAmb', 'NoNewPrivs']
  return Object.fromEntries(
    wanted.map((name) => [name, RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(text)?.[1] ?? '']),
  )
}

/** Processes end meanwhile. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** What a caller of the broker that lies, or is late, gets. */
async function tellRefusalsOfBroker(list: readonly Drive[]): Promise<void> {
  const stick = nameOf(list.find(({ serial }) => serial === 'STICK1'))
  const mounted = nameOf(list.find(({ serial }) => serial === 'MOUNTED1'))
  const size = (serial: string) => list.find((one) => one.serial === serial)?.sizeBytes ?? 0
  const asked: readonly (readonly [string, string, string, number])[] = [
    ['another serial number', stick, 'STICK2', size('STICK1')],
    ['another size', stick, 'STICK1', size('STICK1') + 512],
    ['mounted', mounted, 'MOUNTED1', size('MOUNTED1')],
    ['a name that went to another drive', mounted, 'STICK1', size('STICK1')],
    ['not there', 'sdz', 'STICK1', size('STICK1')],
    ['a part', `${stick}1`, 'STICK1', size('STICK1')],
  ]
  for (const [what, name, serial, bytes] of asked) {
    const words = ['drive', '--name', name, '--serial', serial, '--size', String(bytes)]
    const { code, stdout } = await runProgram(join(programs, 'bootbench-broker'), [
      ...words,
      ...['--', 'deploy', '--target', 'x'],
    ])
    const told = stdout === '' ? null : (JSON.parse(stdout) as { code: string }).code
    print({ asked: what, code, told })
  }
}

function nameOf(drive: Drive | undefined): string {
  return drive?.path.replace('/dev/', '') ?? ''
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
