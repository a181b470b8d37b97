import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { open, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { compareStorage } from '../../headless/demo/compare-storage.ts'
import { buildTestImage } from '../../simulator/demo-image.ts'
import { LabProcess } from '../lab/lab-process.ts'
import { runOrFail } from '../lab/run-program.ts'
import { StationChild } from '../station/station-child.ts'
import { systemBytes } from './bench-bytes.ts'
import { armImageForBoard, type ImageForBoard } from './image-on-station.ts'
import { type NginxServer, startNginx } from './nginx-server.ts'
import { fixed, textTable } from './text-table.ts'

/**
 * One board is written: our station and the real block copier beside `curl | xz -dc | dd` and `curl | dd` from nginx.
 * The image, the kind of storage (a file) and the way there (loopback) are the same. Neither network nor storage is
 * slow here, so this compares the work that the computers do.
 */

export type DeployBenchRow = {
  readonly method: string
  /** Until everything is on the storage and synced. */
  readonly writeSeconds: number
  /** Reading it back and comparing; for others than ours, one SHA-256 over the size of the image. */
  readonly verifySeconds: number
  readonly bytesOverTheNetwork: number
  /** How much sooner ours has written; above 1 ours is the faster one. */
  readonly writeRatio: number
  readonly totalRatio: number
}

const mebibyte = 1024 * 1024
const rawMebibytes = 512
const dataMebibytes = 205
const storageBytes = 640 * mebibyte
const rounds = 3
const stationNumber = 191
const nginxPort = 20_000 + stationNumber * 10 + 9
const limitMs = 120_000
const root = join(import.meta.dirname, '../..')

type Times = { readonly write: number; readonly verify: number }
type Contender = {
  readonly name: string
  readonly bytesOverTheNetwork: number
  readonly run: (storage: string) => Promise<Times>
}

/** Runs for about two minutes; prints only what is missing. */
export async function runDeployBench(): Promise<DeployBenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bootbench-deploy-bench-'))
  const station = new StationChild(folder, stationNumber)
  let nginx: NginxServer | undefined
  try {
    const image = await buildImage(folder)
    await station.start()
    const imageId = await station.import(image)
    // Level 1: level 6 takes minutes, and decompressing takes about as long.
    await runOrFail('xz', ['--keep', '-T0', '-1', image], { limitMs: 180_000 })
    nginx = await startNginx({ home: join(folder, 'nginx'), folder, port: nginxPort })
    const storage = join(folder, 'storage')
    const ours = await ourContender(station, imageId, folder, storage)
    const peers = nginx === undefined ? [] : await peerContenders(nginx.url, image)
    if (nginx === undefined) console.warn('SKIPPED, because it is not there: nginx')
    return rowsOf(ours, await measureInTurn([ours, ...peers], storage, image))
  } finally {
    await nginx?.stop()
    await station.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** 512 MiB, of which 40 % hold data that compresses like a system. */
async function buildImage(folder: string): Promise<string> {
  const path = join(folder, 'system.img')
  await buildTestImage({
    path,
    fatFiles: {},
    ext4Files: { 'data.bin': systemBytes(dataMebibytes * mebibyte) },
    fatMiB: 64,
    ext4MiB: rawMebibytes - 64 - 4,
  })
  return path
}

async function ourContender(
  station: StationChild,
  imageId: string,
  folder: string,
  storage: string,
): Promise<Contender> {
  const image = await armImageForBoard(station, imageId, {
    path: storage,
    sizeBytes: storageBytes,
  })
  const token = join(folder, 'token')
  await writeFile(token, image.token)
  const library = join(station.settings.dataFolder, 'images', imageId)
  return {
    name: 'ours',
    bytesOverTheNetwork: (await stat(join(library, 'frames.zst'))).size,
    run: (path) => runCopier(image, token, path),
  }
}

/** What provisioning-client.sh starts on a board. */
async function runCopier(image: ImageForBoard, token: string, storage: string): Promise<Times> {
  const begun = performance.now()
  const copier = new LabProcess(join(root, 'build/copier/bootbench-copier'), [
    ...['deploy', '--manifest', `${image.url}/manifest.json`, '--index', `${image.url}/index.txt`],
    ...['--signature', `${image.url}/manifest.sig`, '--frames', `${image.url}/frames.zst`],
    ...['--target', storage, '--target-size', String(storageBytes), '--token-file', token],
  ])
  await copier.waitForLine(/"phase":"verifying"/, limitMs)
  const written = performance.now()
  await copier.waitForLine(/"event":"result","ok":true/, limitMs)
  await copier.ended
  return { write: (written - begun) / 1000, verify: (performance.now() - written) / 1000 }
}

async function peerContenders(url: string, image: string): Promise<Contender[]> {
  const curl = `curl --silent --show-error --fail --noproxy '*' ${url}/system.img`
  const dd = 'dd bs=4M iflag=fullblock conv=notrunc,fsync status=none'
  const rawSize = (await stat(image)).size
  const xzSize = (await stat(`${image}.xz`)).size
  const contender = (name: string, command: string, size: number): Contender => ({
    name,
    bytesOverTheNetwork: size,
    run: (storage) => runShell(command, storage, rawSize),
  })
  return [
    contender('curl | xz -dc | dd', `${curl}.xz | xz -dc | ${dd} of="$0"`, xzSize),
    contender('curl | dd', `${curl} | ${dd} of="$0"`, rawSize),
  ]
}

async function runShell(command: string, storage: string, size: number): Promise<Times> {
  const begun = performance.now()
  await runOrFail('sh', ['-c', command, storage], { limitMs })
  const written = performance.now()
  // Forgets what is in memory of this file, so that the storage itself is read.
  const forget = 'dd if="$0" iflag=nocache count=0 status=none'
  const verify = `${forget} && head -c ${size} "$0" | sha256sum`
  await runOrFail('sh', ['-c', verify, storage], { limitMs })
  return { write: (written - begun) / 1000, verify: (performance.now() - written) / 1000 }
}

async function measureInTurn(
  contenders: readonly Contender[],
  storage: string,
  image: string,
): Promise<Map<Contender, Times>> {
  const best = new Map<Contender, Times>()
  await pipeline(createReadStream(image), async (bytes) => {
    for await (const _ of bytes); // into the page cache
  })
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of contenders) {
      await makeStorage(storage)
      const times = await contender.run(storage)
      await check(contender, storage, image)
      const earlier = best.get(contender)
      best.set(contender, {
        write: Math.min(times.write, earlier?.write ?? times.write),
        verify: Math.min(times.verify, earlier?.verify ?? times.verify),
      })
    }
  }
  return best
}

/** A new one each time, so that no one finds the blocks of another. */
async function makeStorage(path: string): Promise<void> {
  await rm(path, { force: true })
  const file = await open(path, 'w')
  await file.truncate(storageBytes)
  await file.close()
}

async function check(contender: Contender, storage: string, image: string): Promise<void> {
  const comparison = await compareStorage(storage, createReadStream(image))
  if (comparison.kind === 'different') {
    throw new Error(`${contender.name} wrote byte ${comparison.offset} of the image wrong`)
  }
}

function rowsOf(ours: Contender, best: Map<Contender, Times>): DeployBenchRow[] {
  const our = best.get(ours)
  if (our === undefined) return []
  return [...best].map(([contender, times]) => ({
    method: contender.name,
    writeSeconds: round(times.write),
    verifySeconds: round(times.verify),
    bytesOverTheNetwork: contender.bytesOverTheNetwork,
    writeRatio: round(times.write / our.write),
    totalRatio: round((times.write + times.verify) / (our.write + our.verify)),
  }))
}

function round(value: number): number {
  return Number(value.toFixed(2))
}

/** The rows as a table for people. */
export function deployBenchTable(rows: readonly DeployBenchRow[]): string {
  return textTable(
    ['method', 'MB sent', 'write s', 'ours faster', 'read back s', 'ours faster in all'],
    rows.map((row) => [
      row.method,
      fixed(row.bytesOverTheNetwork / 1e6, 0),
      fixed(row.writeSeconds, 2),
      `${fixed(row.writeRatio, 2)} x`,
      fixed(row.verifySeconds, 2),
      `${fixed(row.totalRatio, 2)} x`,
    ]),
  )
}
