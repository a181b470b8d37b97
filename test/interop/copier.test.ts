import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildCopier } from '../lab/build-copier.ts'
import {
  answer,
  type Extent,
  expectedStorage,
  extentsOf,
  hashOfChunks,
  mebibyte,
  type StandInStation,
  sealForTest,
  sendBytes,
  signForTest,
  startStandIn,
  type TestImage,
} from './stand-in-station.ts'

/** The whole block copier, built with address and undefined-behaviour sanitizers, against an HTTP server and a file. */

const libraries = ['-lcurl', '-lzstd', '-lcrypto', '-ljansson']
const compiler = spawnSync('cc', ['-x', 'c', '-', '-o', '/dev/null', ...libraries], {
  input: '#include <jansson.h>\n#include <curl/curl.h>\nint main(void) { return 0; }\n',
})
const cannotBuild = compiler.status !== 0
if (cannotBuild)
  console.warn(
    'SKIPPED: the block copier was not tested. It needs cc and libcurl4-openssl-dev libzstd-dev libssl-dev libjansson-dev.',
  )

interface Line {
  event: 'progress' | 'log' | 'result'
  phase?: string
  limitedBy?: string
  message?: string
  ok?: boolean
  code?: string
  status?: number
  verifiedBytes?: number
}

interface Run {
  lines: Line[]
  result: Line | undefined
  exitCode: number | null
  signal: NodeJS.Signals | null
}

let build: string
let folder: string
let target: string
let station: StandInStation
let children: ChildProcess[]

function start(
  words: string[],
  faults = '',
  onLine: (line: Line, child: ChildProcess) => void = () => undefined,
): Promise<Run> {
  const child = spawn(join(build, 'bootbench-copier'), words, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, BOOTBENCH_FAULTS: faults },
  })
  children.push(child)
  const lines: Line[] = []
  createInterface(child.stdout).on('line', (text) => {
    const line: Line = JSON.parse(text)
    lines.push(line)
    onLine(line, child)
  })
  return once(child, 'close').then(([exitCode, signal]) => ({
    lines,
    result: lines.find((line) => line.event === 'result'),
    exitCode,
    signal,
  }))
}

function deployWords(...more: string[]): string[] {
  const images = `${station.url}/images/x`
  const key = join(folder, 'key')
  if (station.image) writeFileSync(key, station.image.publicKeyPem)
  const urls = ['--manifest', `${images}/manifest.json`, '--signature', `${images}/manifest.sig`]
  urls.push('--index', `${images}/index.txt`, '--frames', `${images}/frames.zst`)
  return ['deploy', ...urls, '--target', target, '--public-key', key, '--patience', '2', ...more]
}

function backupWords(...more: string[]): string[] {
  const job = `${station.url}/api/jobs/j1`
  const token = join(folder, 'token')
  writeFileSync(token, `${station.token}\n`)
  const urls = ['--chunks', `${job}/chunks`, '--complete', `${job}/complete`]
  return ['backup', ...urls, '--target', target, '--token-file', token, '--patience', '2', ...more]
}

/** Fills the storage with bytes that are never zero and returns them. */
function dirtyStorage(bytes: number): Buffer {
  const before = Buffer.alloc(bytes, 0xdb)
  writeFileSync(target, before)
  return before
}

function busyImage(bytes: number): TestImage {
  const raw = Buffer.alloc(bytes)
  randomBytes(Math.min(bytes, 2 * mebibyte)).copy(raw)
  if (bytes > 5 * mebibyte) randomBytes(bytes - 4 * mebibyte).copy(raw, 4 * mebibyte)
  return sealForTest(bytes, extentsOf(raw))
}

async function expectDeployed(words: string[], image: TestImage, before: Buffer): Promise<Run> {
  const run = await start(words)
  const defined = image.extents.reduce(
    (sum, extent) => sum + ('zeros' in extent ? extent.zeros : extent.bytes.length),
    0,
  )
  expect(run.result).toEqual({ event: 'result', ok: true, verifiedBytes: defined })
  expect(run.exitCode).toBe(0)
  expect(readFileSync(target).equals(expectedStorage(image, before))).toBe(true)
  return run
}

/** Runs a deploy that must fail with this code before it has changed a byte. */
async function expectRefusedUntouched(code: string, ...more: string[]): Promise<Run> {
  const before = readFileSync(target)
  const run = await start(deployWords(...more))
  expect(run.result).toMatchObject({ ok: false, code })
  expect(run.exitCode).toBe(1)
  expect(readFileSync(target).equals(before)).toBe(true)
  return run
}

describe.skipIf(cannotBuild)('the block copier', () => {
  beforeAll(async () => {
    build = await buildCopier('asan')
  })

  beforeEach(async () => {
    // Not on tmpfs, where there are no direct writes.
    folder = mkdtempSync('/var/tmp/bootbench-copier-')
    target = join(folder, 'storage')
    children = []
    station = await startStandIn()
  })

  afterEach(async () => {
    for (const child of children) if (child.exitCode === null) child.kill('SIGKILL')
    await station.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('passes its unit tests under the sanitizers', () => {
    const run = spawnSync(join(build, 'copier-tests'), { encoding: 'utf8' })
    expect(run.stderr).toBe('')
    expect(run.status).toBe(0)
  })

  describe('deploy', () => {
    test('writes an image over dirty storage, its zeros too, and leaves the rest', async () => {
      const image = busyImage(12 * mebibyte)
      station.image = image
      const run = await expectDeployed(deployWords(), image, dirtyStorage(16 * mebibyte))
      const phases = run.lines.filter((line) => line.event === 'progress').map((line) => line.phase)
      const inOrder = ['checking', 'erasing', 'writing', 'verifying', 'finishing']
      expect([...new Set(phases)]).toEqual(inOrder)
      const first = readFileSync(target)
      expect(first.subarray(12 * mebibyte).every((byte) => byte === 0xdb)).toBe(true)
    })

    test('writes images of one sector, one chunk, and no whole number of MiB', async () => {
      for (const bytes of [512, mebibyte, mebibyte + 512, 7 * mebibyte + 1536]) {
        const image = busyImage(bytes)
        station.image = image
        await expectDeployed(deployWords(), image, dirtyStorage(bytes))
      }
    })

    test('writes extents of any sector and leaves undefined bytes behind the first MiB alone', async () => {
      const extents: Extent[] = [
        { offset: 0, bytes: randomBytes(512) },
        { offset: 1024, bytes: randomBytes(4096) },
        { offset: 8192, zeros: 2 * mebibyte },
        { offset: 3 * mebibyte - 512, bytes: randomBytes(512) },
        { offset: 4 * mebibyte + 1536, bytes: randomBytes(9 * 512) },
        { offset: 5 * mebibyte + 512, zeros: 512 },
      ]
      const image = sealForTest(6 * mebibyte, extents)
      station.image = image
      await expectDeployed(deployWords(), image, dirtyStorage(6 * mebibyte + 512))
    })

    test('writes an image that is all zero', async () => {
      const image = sealForTest(3 * mebibyte, extentsOf(Buffer.alloc(3 * mebibyte)))
      station.image = image
      await expectDeployed(deployWords(), image, dirtyStorage(4 * mebibyte))
    })

    test('survives dropped connections, 503 and half answers, and fetches no chunk twice', async () => {
      const image = busyImage(24 * mebibyte)
      station.image = image
      const before = dirtyStorage(24 * mebibyte)
      let requests = 0
      let sent = 0
      station.intercept = (request, response, path) => {
        if (!path.endsWith('frames.zst')) return false
        requests++
        if (requests % 3 === 0) answer(response, 503, 'message=too busy')
        else if (requests % 3 === 1) {
          const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
          const from = Number(range?.[1])
          const to = Math.min(Number(range?.[2]) + 1, from + 3 * mebibyte)
          sent += to - from
          response.writeHead(206, { 'content-length': Number(range?.[2]) + 1 - from })
          response.write(image.frames.subarray(from, to), () => response.destroy())
        } else return false
        return true
      }
      await expectDeployed(deployWords('--threads', '2', '--patience', '20'), image, before)
      expect(requests).toBeGreaterThan(5)
      expect(sent).toBeLessThan(2 * image.frames.length)
    })

    test('gets a chunk again that arrived damaged', async () => {
      const image = busyImage(8 * mebibyte)
      station.image = image
      let damaged = 0
      station.intercept = (request, response, path) => {
        if (!path.endsWith('frames.zst') || damaged++ > 0) return false
        const frames = Buffer.from(image.frames)
        frames.fill(7, 2 * mebibyte, 2 * mebibyte + 400)
        frames.fill(7, 100, 500)
        frames.fill(7, frames.length - 500, frames.length - 100)
        sendBytes(request, response, frames)
        return true
      }
      const run = await expectDeployed(deployWords(), image, dirtyStorage(8 * mebibyte))
      expect(run.lines.some((line) => line.message?.includes('arrived damaged'))).toBe(true)
    })

    test('says frame-corrupt when the chunk is wrong each time, and leaves no bootable start', async () => {
      const image = busyImage(8 * mebibyte)
      const frames = Buffer.from(image.frames)
      frames.fill(7, frames.length - 500, frames.length - 100)
      station.image = { ...image, frames }
      dirtyStorage(8 * mebibyte)
      const run = await start(deployWords())
      expect(run.result).toMatchObject({ ok: false, code: 'frame-corrupt' })
      expect(
        readFileSync(target)
          .subarray(0, mebibyte)
          .every((byte) => byte === 0),
      ).toBe(true)
    })

    test('sends the token and says station-refused with the reason and the status', async () => {
      station.image = busyImage(mebibyte)
      dirtyStorage(mebibyte)
      let authorization: string | undefined
      station.intercept = (request, response) => {
        authorization = request.headers.authorization
        answer(response, 401, 'error=unauthorized', 'message=The token is unknown.')
        return true
      }
      const token = join(folder, 'token')
      writeFileSync(token, 'abc123\n')
      const run = await expectRefusedUntouched('station-refused', '--token-file', token)
      expect(authorization).toBe('Bearer abc123')
      expect(run.result).toMatchObject({ status: 401 })
      expect(run.result?.message).toContain('The token is unknown.')
    })

    test('says station-unreachable when the station stays away', async () => {
      station.image = busyImage(4 * mebibyte)
      dirtyStorage(4 * mebibyte)
      station.intercept = (_request, response) => {
        response.destroy()
        return true
      }
      await expectRefusedUntouched('station-unreachable')
    })

    test('refuses a storage that is missing, too small, or of another size, untouched', async () => {
      station.image = busyImage(4 * mebibyte)
      const gone = await start(deployWords())
      expect(gone.result).toMatchObject({ ok: false, code: 'storage-missing' })
      dirtyStorage(4 * mebibyte - 512)
      await expectRefusedUntouched('storage-too-small')
      await expectRefusedUntouched('storage-changed', '--target-size', String(4 * mebibyte))
    })

    test('refuses a manifest with a foreign or missing signature, or one it cannot read', async () => {
      const image = busyImage(mebibyte)
      dirtyStorage(mebibyte)
      const wrong = Buffer.from(image.signature)
      wrong[0] = (wrong[0] ?? 0) ^ 1
      station.image = { ...image, signature: wrong }
      await expectRefusedUntouched('manifest-not-trusted')
      station.image = { ...image, signature: Buffer.alloc(0) }
      await expectRefusedUntouched('manifest-not-trusted')
      station.image = { ...image, manifest: Buffer.from(`${image.manifest} `) }
      await expectRefusedUntouched('manifest-not-trusted')
    })

    test('refuses an index that is not the signed one, or that breaks a rule of the format', async () => {
      const image = busyImage(2 * mebibyte)
      dirtyStorage(2 * mebibyte)
      station.image = { ...image, index: image.index.replace('data 0 ', 'data 512 ') }
      await expectRefusedUntouched('index-mismatch')
      const sizes = { rawSize: 512, chunkCount: 0, framesSize: 0 }
      const lying = 'bootbench-index 1\nsize 512\nchunks 999999999\nzeros 0\nframes 0\n'
      station.image = { ...image, ...signForTest(lying, sizes), index: lying }
      await expectRefusedUntouched('index-mismatch')
      const other = { rawSize: 3 * mebibyte, chunkCount: 2, framesSize: image.frames.length }
      station.image = { ...image, ...signForTest(image.index, other) }
      await expectRefusedUntouched('index-mismatch')
    })

    test('says storage-write-failed with the offset of a bad block', async () => {
      station.image = busyImage(8 * mebibyte)
      dirtyStorage(8 * mebibyte)
      const run = await start(deployWords(), `bad-block=${6 * mebibyte + 5}`)
      expect(run.result).toMatchObject({ ok: false, code: 'storage-write-failed' })
      expect(run.result?.message).toContain(`byte ${6 * mebibyte}`)
    })

    test('finds a block that silently stores something else', async () => {
      station.image = busyImage(8 * mebibyte)
      for (const offset of [6 * mebibyte + 5, 100]) {
        dirtyStorage(8 * mebibyte)
        const run = await start(deployWords(), `weak-block=${offset}`)
        expect(run.result).toMatchObject({ ok: false, code: 'verify-mismatch' })
      }
    })

    test('tells that a slow storage is what it waits for', async () => {
      station.image = busyImage(8 * mebibyte)
      dirtyStorage(8 * mebibyte)
      const run = await start(deployWords('--threads', '2'), `slow=${8 * mebibyte}`)
      expect(run.result).toMatchObject({ ok: true })
      const limits = run.lines.filter(({ phase }) => phase === 'writing' || phase === 'verifying')
      expect(limits.at(-1)).toMatchObject({ phase: 'verifying', limitedBy: 'storage' })
      expect(limits.filter(({ phase }) => phase === 'writing').at(-1)).toMatchObject({
        limitedBy: 'storage',
      })
    })

    test('tells that a slow station is what it waits for', async () => {
      const image = busyImage(8 * mebibyte)
      station.image = image
      dirtyStorage(8 * mebibyte)
      station.intercept = (request, response, path) => {
        if (!path.endsWith('frames.zst')) return false
        setTimeout(() => sendBytes(request, response, image.frames), 700)
        return true
      }
      const run = await start(deployWords('--threads', '1'))
      expect(run.result).toMatchObject({ ok: true })
      expect(run.lines.filter(({ phase }) => phase === 'writing').at(-1)).toMatchObject({
        limitedBy: 'network',
      })
    })

    test('stops at SIGTERM with the code cancelled', async () => {
      station.image = busyImage(16 * mebibyte)
      dirtyStorage(16 * mebibyte)
      const run = await start(deployWords(), `slow=${2 * mebibyte}`, (line, child) => {
        if (line.phase === 'writing') child.kill('SIGTERM')
      })
      expect(run.result).toMatchObject({ ok: false, code: 'cancelled' })
      expect(
        readFileSync(target)
          .subarray(0, mebibyte)
          .every((byte) => byte === 0),
      ).toBe(true)
    })

    test('after a power cut at any place the storage has no bootable start, and a resume completes it', async () => {
      const image = busyImage(10 * mebibyte)
      station.image = image
      const first = image.extents[0]
      const boot = first && 'bytes' in first ? first.bytes.subarray(0, 4096) : Buffer.alloc(0)
      for (const cut of [512, mebibyte, 2.5 * mebibyte, 7 * mebibyte + 512, 9 * mebibyte - 4608]) {
        const before = dirtyStorage(10 * mebibyte)
        const broken = await start(deployWords(), `power-cut-after=${cut}`)
        expect(broken.signal).toBe('SIGKILL')
        expect(broken.result).toBeUndefined()
        const start4k = readFileSync(target).subarray(0, 4096)
        expect(start4k.equals(boot)).toBe(false)
        station.requests = []
        const run = await expectDeployed(deployWords('--resume'), image, before)
        expect(run.lines.some((line) => line.message?.startsWith('Going on after a break'))).toBe(
          true,
        )
      }
    })

    test('a resume fetches only what is missing', async () => {
      const image = busyImage(10 * mebibyte)
      station.image = image
      const before = dirtyStorage(10 * mebibyte)
      await expectDeployed(deployWords(), image, before)
      let bytes = 0
      station.intercept = (request, _response, path) => {
        const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
        if (path.endsWith('frames.zst')) bytes += Number(range?.[2]) + 1 - Number(range?.[1])
        return false
      }
      await expectDeployed(deployWords('--resume'), image, before)
      expect(bytes).toBeLessThan(1.1 * mebibyte)
    })

    test('says that it was called wrongly', async () => {
      const run = await start(['deploy', '--target', target])
      expect(run.result).toMatchObject({ ok: false, code: 'internal' })
      expect(run.exitCode).toBe(1)
    })
  })

  describe('backup', () => {
    /** 9 MiB and three sectors with holes in them. */
    function usedStorage(): Buffer {
      const bytes = Buffer.alloc(9 * mebibyte + 1536)
      randomBytes(2 * mebibyte).copy(bytes)
      bytes.fill('text ', 5 * mebibyte, 6 * mebibyte)
      bytes[bytes.length - 1] = 1
      writeFileSync(target, bytes)
      return bytes
    }

    function storageFromChunks(size: number): Buffer {
      const bytes = Buffer.alloc(size)
      for (const [offset, chunk] of station.chunks) chunk.raw.copy(bytes, offset)
      return bytes
    }

    test('sends the used chunks, completes, and waits until the station has sealed them', async () => {
      const bytes = usedStorage()
      const run = await start(backupWords())
      expect(run.result).toEqual({ event: 'result', ok: true, verifiedBytes: bytes.length })
      expect([...station.chunks.keys()].sort((a, b) => a - b)).toEqual(
        [0, 1, 5, 9].map((number) => number * mebibyte),
      )
      expect(storageFromChunks(bytes.length).equals(bytes)).toBe(true)
      expect(station.completion).toEqual({
        size: bytes.length,
        chunks: 4,
        sha256: hashOfChunks(station),
      })
      expect(station.requests.filter((line) => line.endsWith('/state')).length).toBe(2)
    })

    test('resumes: sends only what the station lacks and deletes what is no longer so', async () => {
      const bytes = usedStorage()
      await start(backupWords())
      const stale = { length: mebibyte, sha256: 'f'.repeat(64), raw: Buffer.alloc(mebibyte, 1) }
      station.chunks.set(3 * mebibyte, stale)
      station.chunks.set(5 * mebibyte, stale)
      station.chunks.set(512, { ...stale, length: 512 })
      station.chunks.delete(mebibyte)
      station.requests = []
      station.sealing = ['state=done']
      const run = await start(backupWords())
      expect(run.result).toMatchObject({ ok: true })
      expect(storageFromChunks(bytes.length).equals(bytes)).toBe(true)
      expect(station.chunks.size).toBe(4)
      expect(station.requests.filter((line) => line.startsWith('PUT')).length).toBe(2)
      expect(station.requests.filter((line) => line.startsWith('DELETE')).length).toBe(2)
    })

    test('survives dropped connections and 503', async () => {
      const bytes = usedStorage()
      let requests = 0
      station.intercept = (request, response) => {
        if (++requests % 2 === 0) return false
        request.resume()
        if (requests % 4 === 1) response.destroy()
        else answer(response, 503, 'message=too busy')
        return true
      }
      const run = await start(backupWords('--patience', '20'))
      expect(run.result).toMatchObject({ ok: true })
      expect(storageFromChunks(bytes.length).equals(bytes)).toBe(true)
    })

    test("says the station's reason when its disk is full or the sealing failed", async () => {
      usedStorage()
      station.sealing = ['state=failed\nmessage=There is no partition table.']
      const unsealed = await start(backupWords())
      expect(unsealed.result).toMatchObject({ ok: false, code: 'station-refused' })
      expect(unsealed.result?.message).toContain('There is no partition table.')
      station.chunks.clear()
      station.intercept = (request, response) => {
        if (request.method !== 'PUT') return false
        request.resume()
        answer(response, 507, 'error=disk-full', "message=The station's disk is full.")
        return true
      }
      const full = await start(backupWords())
      expect(full.result).toMatchObject({ ok: false, code: 'station-refused', status: 507 })
      expect(full.result?.message).toContain('disk is full')
    })

    test('says storage-read-failed with the offset of a bad block', async () => {
      usedStorage()
      const run = await start(backupWords(), `bad-block=${5 * mebibyte + 8192}`)
      expect(run.result).toMatchObject({ ok: false, code: 'storage-read-failed' })
      expect(run.result?.message).toContain(`byte ${5 * mebibyte + 8192}`)
      expect(station.completion).toBeUndefined()
    })

    test('stops at SIGTERM with the code cancelled, and completes nothing', async () => {
      usedStorage()
      const run = await start(backupWords(), `slow=${mebibyte}`, (line, child) => {
        if (line.event === 'progress') child.kill('SIGTERM')
      })
      expect(run.result).toMatchObject({ ok: false, code: 'cancelled' })
      expect(station.completion).toBeUndefined()
    })
  })
})
