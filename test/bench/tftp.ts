import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tftpPattern } from '../interop/tftp-pattern.ts'
import { runOrFail } from '../lab/run-program.ts'
import {
  type Contender,
  findPeers,
  ourselves,
  ourselvesInNode,
  startContender,
} from './tftp-peers.ts'

/**
 * Our TFTP server beside dnsmasq, tftpd-hpa and atftpd: one client program (atftp), one machine,
 * one run, loopback in a namespace of its own. Figures of one run compare; those of two do not.
 */

export type TftpBenchRow = {
  readonly clients: number
  readonly windowSize: number
  readonly server: string
  /** Bytes of all clients over the time until the last had finished. */
  readonly megabytesPerSecond: number
  /** Against the best peer of this row; 1 is level. Undefined where no peer is installed. */
  readonly ratioToBestPeer: number | undefined
  /** Of the server alone. Not known of tftpd-hpa: it lets the system reap its children. */
  readonly processorMillisecondsPerMegabyte: number | undefined
}

export type TftpBenchOptions = {
  /** Rounds; the best of each server counts, in turn so that a noisy minute hits all. */
  readonly rounds?: number
  readonly windowSizes?: readonly number[]
  readonly clients?: readonly number[]
  readonly contenders?: readonly Contender[]
}

const port = 69
const blockSize = 1468
const megabyte = 1_000_000

type Figure = { readonly rate: number; readonly processor: number }

/** Needs root for the namespace. Runs for some minutes; prints nothing. */
export async function runTftpBench(options: TftpBenchOptions = {}): Promise<TftpBenchRow[]> {
  const { windowSizes = [1, 4, 16], clients = [1, 10, 40], rounds = 3 } = options
  const peers = findPeers()
  const contenders = options.contenders ?? [await ourselves(), ourselvesInNode(0)]
  const rows: TftpBenchRow[] = []
  await withNamespace(async (namespace, folder) => {
    for (const count of clients) {
      for (const windowSize of windowSizes) {
        const scene = { namespace, folder, count, windowSize }
        rows.push(...(await runRow(scene, contenders, peers, rounds)))
      }
    }
  })
  return rows
}

type Scene = {
  readonly namespace: string
  readonly folder: string
  readonly count: number
  readonly windowSize: number
}

async function runRow(
  scene: Scene,
  contenders: readonly Contender[],
  peers: readonly Contender[],
  rounds: number,
): Promise<TftpBenchRow[]> {
  const best = new Map<string, Figure>()
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of [...contenders, ...peers]) {
      const figure = await measure(scene, contender)
      const earlier = best.get(contender.name)
      if (earlier === undefined || figure.rate > earlier.rate) best.set(contender.name, figure)
    }
  }
  const bestPeer = Math.max(0, ...peers.map(({ name }) => best.get(name)?.rate ?? 0))
  return [...best].map(([server, figure]) => ({
    clients: scene.count,
    windowSize: scene.windowSize,
    server,
    megabytesPerSecond: round(figure.rate, 1),
    ratioToBestPeer: bestPeer === 0 ? undefined : round(figure.rate / bestPeer, 2),
    processorMillisecondsPerMegabyte:
      figure.processor === 0 ? undefined : round(figure.processor, 2),
  }))
}

/** One fetch by every client at once; a small one before it, so that our code is compiled. */
async function measure(scene: Scene, contender: Contender): Promise<Figure> {
  const { namespace, folder, count, windowSize } = scene
  const length = lengthFor(count)
  const running = await startContender(contender, namespace, port, folder)
  try {
    await fetch(namespace, windowSize, lengthFor(40))
    const processorBefore = running.processorSeconds()
    const begun = performance.now()
    await Promise.all(Array.from({ length: count }, () => fetch(namespace, windowSize, length)))
    const seconds = (performance.now() - begun) / 1000
    const megabytes = (length * count) / megabyte
    const processor = (running.processorSeconds() - processorBefore) * 1000
    return { rate: megabytes / seconds, processor: processor / megabytes }
  } finally {
    await running.stop()
  }
}

function lengthFor(clients: number): number {
  if (clients === 1) return 64 * 1024 * 1024
  return (clients <= 10 ? 16 : 8) * 1024 * 1024
}

/** atftp 0.8 asks for a block size with `--option`; what it fetches goes nowhere. */
function fetch(namespace: string, windowSize: number, length: number): Promise<string> {
  const window = windowSize === 1 ? [] : ['--option', `windowsize ${windowSize}`]
  const options = ['--option', `blksize ${blockSize}`, ...window]
  const file = ['-g', '-r', `pattern-${length}`, '-l', '/dev/null', '127.0.0.1', String(port)]
  const command = ['netns', 'exec', namespace, 'atftp', ...options, ...file]
  return runOrFail('ip', command, { limitMs: 120_000 })
}

async function withNamespace(
  work: (namespace: string, folder: string) => Promise<void>,
): Promise<void> {
  const namespace = `bb-${process.pid}-tftpbench`
  const folder = await mkdtemp(join(tmpdir(), 'bootbench-tftp-bench-'))
  await runOrFail('chmod', ['755', folder])
  for (const length of new Set([1, 10, 40].map(lengthFor))) {
    await writeFile(join(folder, `pattern-${length}`), tftpPattern(length))
  }
  await runOrFail('ip', ['netns', 'add', namespace])
  try {
    const inside = ['netns', 'exec', namespace, 'ip']
    await runOrFail('ip', [...inside, 'link', 'set', 'lo', 'up'])
    // tftpd-hpa does not start where the machine has no address but 127.0.0.1.
    await runOrFail('ip', [...inside, 'address', 'add', '192.0.2.1/32', 'dev', 'lo'])
    await work(namespace, folder)
  } finally {
    await runOrFail('ip', ['netns', 'delete', namespace])
    await rm(folder, { recursive: true, force: true })
  }
}

/** The rows as a table for people. */
export function tftpBenchTable(rows: readonly TftpBenchRow[]): string {
  const lines = rows.map((row) =>
    [
      String(row.clients).padStart(7),
      String(row.windowSize).padStart(6),
      row.server.padEnd(20),
      row.megabytesPerSecond.toFixed(1).padStart(8),
      (row.ratioToBestPeer?.toFixed(2) ?? '-').padStart(6),
      (row.processorMillisecondsPerMegabyte?.toFixed(2) ?? '-').padStart(10),
    ].join('  '),
  )
  const head = 'clients  window  server                    MB/s   ratio  CPU ms/MB'
  return [head, ...lines].join('\n')
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

if (import.meta.main) {
  const rows = await runTftpBench()
  console.log(tftpBenchTable(rows))
  console.log(JSON.stringify(rows))
}
