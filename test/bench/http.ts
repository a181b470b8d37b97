import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildTestImage } from '../../simulator/demo-image.ts'
import { runOrFail } from '../lab/run-program.ts'
import { StationChild } from '../station/station-child.ts'
import { noiseBytes } from './bench-bytes.ts'
import { armImageForBoard } from './image-on-station.ts'
import { type NginxServer, startNginx } from './nginx-server.ts'
import { processTreeFacts } from './process-tree.ts'
import { fixed, textTable } from './text-table.ts'

/**
 * Our board server beside nginx with sendfile: the same file (the frames of a sealed image, which lies in the page
 * cache), the same client program (curl), loopback, in turn.
 */

export type HttpBenchRow = {
  /** `whole`: the file in one request; `ranges`: as the block copier asks for it, 8 MiB at a time on one connection. */
  readonly form: 'whole' | 'ranges'
  readonly clients: number
  readonly server: string
  /** Bytes of all clients over the time until the last had finished. */
  readonly megabytesPerSecond: number
  /** Undefined where nginx is not there. */
  readonly ratioToNginx: number | undefined
  /** Of the server alone. */
  readonly processorSecondsPerGibibyte: number
}

const mebibyte = 1024 * 1024
const gibibyte = 1024 * mebibyte
const imageMebibytes = 104
const rangeBytes = 8 * mebibyte
const rounds = 5
/** Times that the file is read in all: 1 GiB, whether by one client or by ten. */
const fetches = 10
const stationNumber = 190
const nginxPort = 20_000 + stationNumber * 10 + 9

type Contender = {
  readonly name: string
  readonly url: string
  readonly headers: readonly string[]
  readonly pid: number
}
type Scene = {
  readonly form: HttpBenchRow['form']
  readonly clients: number
  /** Of the file. */
  readonly size: number
}
type Figure = { readonly rate: number; readonly processor: number }

/** Runs for a minute or two; prints only what is missing. */
export async function runHttpBench(): Promise<HttpBenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bootbench-http-bench-'))
  const station = new StationChild(folder, stationNumber)
  let nginx: NginxServer | undefined
  try {
    await station.start()
    const imageId = await importImage(station, folder)
    const image = await armImageForBoard(station, imageId, {
      path: '/dev/mmcblk0',
      sizeBytes: gibibyte,
    })
    const library = join(station.settings.dataFolder, 'images')
    nginx = await startNginx({ home: join(folder, 'nginx'), folder: library, port: nginxPort })
    const contenders: Contender[] = [
      {
        name: 'ours',
        url: `${image.url}/frames.zst`,
        headers: [`Authorization: Bearer ${image.token}`],
        pid: station.pid,
      },
    ]
    if (nginx === undefined) console.warn('SKIPPED, because it is not there: nginx')
    else {
      const url = `${nginx.url}/${imageId}/frames.zst`
      contenders.push({ name: 'nginx', url, headers: [], pid: nginx.pid })
    }
    const frames = join(library, imageId, 'frames.zst')
    await readFile(frames) // into the page cache
    return await runRows(contenders, (await stat(frames)).size)
  } finally {
    await nginx?.stop()
    await station.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function importImage(station: StationChild, folder: string): Promise<string> {
  const path = join(folder, 'noise.img')
  await buildTestImage({
    path,
    fatFiles: {},
    ext4Files: { 'data.bin': noiseBytes(imageMebibytes * mebibyte) },
    fatMiB: 16,
    ext4MiB: imageMebibytes + 24,
  })
  return station.import(path)
}

async function runRows(contenders: readonly Contender[], size: number): Promise<HttpBenchRow[]> {
  const rows: HttpBenchRow[] = []
  for (const form of ['whole', 'ranges'] as const) {
    for (const clients of [1, 10]) {
      rows.push(...(await runRow({ form, clients, size }, contenders)))
    }
  }
  return rows
}

async function runRow(scene: Scene, contenders: readonly Contender[]): Promise<HttpBenchRow[]> {
  const best = new Map<string, Figure>()
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of contenders) {
      const figure = await measure(scene, contender)
      const earlier = best.get(contender.name)
      if (earlier === undefined || figure.rate > earlier.rate) best.set(contender.name, figure)
    }
  }
  const nginx = best.get('nginx')
  return [...best].map(([server, figure]) => ({
    form: scene.form,
    clients: scene.clients,
    server,
    megabytesPerSecond: Math.round(figure.rate),
    ratioToNginx: nginx === undefined ? undefined : Number((figure.rate / nginx.rate).toFixed(2)),
    processorSecondsPerGibibyte: Number(figure.processor.toFixed(2)),
  }))
}

async function measure(scene: Scene, contender: Contender): Promise<Figure> {
  const requests = curlRequests(scene, contender, fetches / scene.clients)
  const processorBefore = processTreeFacts(contender.pid).processorSeconds
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: scene.clients }, () =>
      runOrFail('curl', ['--config', '-'], { input: requests, limitMs: 60_000 }),
    ),
  )
  const seconds = (performance.now() - begun) / 1000
  const processor = processTreeFacts(contender.pid).processorSeconds - processorBefore
  const bytes = fetches * scene.size
  return { rate: bytes / 1e6 / seconds, processor: (processor * gibibyte) / bytes }
}

/** What one client asks for on one connection, as a configuration for curl. Each file fetched goes nowhere. */
function curlRequests({ form, size }: Scene, { url, headers }: Contender, times: number): string {
  const ranges: string[] = []
  for (let start = 0; start < size; start += rangeBytes) {
    ranges.push(`range = "${start}-${Math.min(start + rangeBytes, size) - 1}"`)
  }
  const once = form === 'whole' ? [''] : ranges
  const common = [
    `url = "${url}"`,
    ...headers.map((header) => `header = "${header}"`),
    'output = "/dev/null"',
    'silent',
    'show-error',
    'fail',
    'noproxy = "*"',
  ]
  return Array.from({ length: times }, () => once)
    .flat()
    .map((range) => [...common, range].join('\n'))
    .join('\nnext\n')
}

/** The rows as a table for people. */
export function httpBenchTable(rows: readonly HttpBenchRow[]): string {
  return textTable(
    ['request', 'clients', 'server', 'MB/s', 'ratio', 'CPU s/GiB'],
    rows.map((row) => [
      row.form,
      String(row.clients),
      row.server,
      String(row.megabytesPerSecond),
      fixed(row.ratioToNginx, 2),
      fixed(row.processorSecondsPerGibibyte, 2),
    ]),
  )
}
