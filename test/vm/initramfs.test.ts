import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  expectedStorage,
  extentsOf,
  hashOfChunks,
  mebibyte,
  type StandInStation,
  sealForTest,
  startStandIn,
  type TestImage,
} from '../interop/stand-in-station.ts'
import { builtInitramfs } from './built-initramfs.ts'

/**
 * Boots the real initramfs with the real arm64 copier in QEMU (user network: the station is at 10.0.2.2), with a virtio
 * disk or an SD card as storage. Outputs of the build are reused (built-initramfs.ts).
 */

const repository = join(import.meta.dirname, '../..')
const built = join(repository, 'build/initramfs')
const tools = ['qemu-system-aarch64', 'aarch64-linux-gnu-gcc', 'dpkg-deb', 'cpio', 'depmod']
const missing = tools.filter((tool) => spawnSync('which', [tool]).status !== 0)
if (missing.length > 0)
  console.warn(`SKIPPED: the initramfs was not booted, because ${missing.join(', ')} is missing.`)

const storageSize = 32 * mebibyte
const serial = '10000000deadbeef'

let folder: string
let station: StandInStation
let qemu: ChildProcess | undefined
let transcript: string

/** A second archive behind the initramfs, as the station appends it: its public key. */
function stationKeyArchive(publicKeyPem: string): Buffer {
  const entries: [string, number, Buffer][] = [
    ['etc/bootbench', 0o40755, Buffer.alloc(0)],
    ['etc/bootbench/station.pub', 0o100644, Buffer.from(publicKeyPem)],
    ['TRAILER!!!', 0, Buffer.alloc(0)],
  ]
  return Buffer.concat(entries.flatMap(([name, mode, bytes]) => archiveEntry(name, mode, bytes)))
}

function archiveEntry(name: string, mode: number, bytes: Buffer): Buffer[] {
  const fields = [0, mode, 0, 0, 1, 0, bytes.length, 0, 0, 0, 0, name.length + 1, 0]
  const head = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`
  const pad = (length: number) => Buffer.alloc((4 - (length % 4)) % 4)
  return [Buffer.from(head), pad(head.length), bytes, pad(bytes.length)]
}

function imageOf16Mebibytes(): TestImage {
  const raw = Buffer.alloc(16 * mebibyte)
  for (let at = 0; at < 5 * mebibyte; at += 4) raw.writeUInt32LE((at * 2654435761) >>> 0, at)
  for (let at = 9 * mebibyte; at < raw.length; at += 4) raw.writeUInt32LE((at * 40503) >>> 0, at)
  return sealForTest(raw.length, extentsOf(raw))
}

/** The `virt` machine's own device tree, with the names a Raspberry Pi has in it. */
function deviceTree(): string[] {
  if (spawnSync('which', ['fdtput']).status !== 0) return []
  const file = join(folder, 'virt.dtb')
  execFileSync(
    'qemu-system-aarch64',
    [
      '-M',
      `virt,dumpdtb=${file}`,
      '-cpu',
      'cortex-a72',
      '-m',
      '384',
      '-net',
      'none',
      '-display',
      'none',
    ],
    { stdio: 'ignore' },
  )
  execFileSync('fdtput', ['-t', 's', file, '/', 'serial-number', serial])
  execFileSync('fdtput', ['-t', 's', file, '/', 'model', 'Raspberry Pi Compute Module 4 Rev 1.0'])
  return ['-dtb', file]
}

function boot(storage: 'virtio' | 'sd', initrd: string): void {
  const disk = ['-drive', `if=none,id=storage,format=raw,cache=unsafe,file=${join(folder, 'disk')}`]
  const device =
    storage === 'virtio'
      ? ['-device', 'virtio-blk-pci,drive=storage']
      : ['-device', 'sdhci-pci', '-device', 'sd-card,drive=storage']
  const network = ['-netdev', 'user,id=n0', '-device', 'virtio-net-pci,netdev=n0,romfile=']
  const append = `console=ttyAMA0 panic=-1 quiet bootbench.server=http://10.0.2.2:${station.port} bootbench.boot=${'b'.repeat(32)}`
  const machine = [
    '-M',
    'virt',
    '-accel',
    'tcg',
    '-cpu',
    'cortex-a72',
    '-m',
    '384',
    '-nographic',
    '-no-reboot',
  ]
  const kernel = ['-kernel', join(built, 'vmlinuz'), '-initrd', initrd, '-append', append]
  const child = spawn('qemu-system-aarch64', [
    ...machine,
    ...kernel,
    ...deviceTree(),
    ...network,
    ...disk,
    ...device,
  ])
  const keep = (bytes: Buffer) => {
    transcript += bytes.toString()
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  qemu = child
}

function order(action: 'deploy' | 'backup', target: string, job: string): string[] {
  const base = `http://10.0.2.2:${station.port}`
  const image = ['manifest.json', 'manifest.sig', 'index.txt', 'frames.zst']
  const names = ['manifest_url', 'signature_url', 'index_url', 'frames_url']
  const urls = names.map((name, at) => `${name}=${base}/images/x/${image[at]}`)
  return [
    `action=${action}`,
    `job=${job}`,
    `target=${target}`,
    `target_size=${storageSize}`,
    'target_cid=',
    ...urls,
    `url=${base}/images/x/raw`,
    'resume=0',
    `chunks_url=${base}/api/jobs/${job}/chunks`,
  ]
}

/** Waits for a condition at the station; a guest that ends first fails the test with its console. */
async function until(condition: () => boolean): Promise<void> {
  if (!qemu) throw new Error('no guest is running')
  const ended = once(qemu, 'exit').then(() => {
    if (!condition()) throw new Error(`the guest ended too early; its console:\n${transcript}`)
  })
  await Promise.race([station.until(condition), ended])
}

describe.skipIf(missing.length > 0)('the initramfs', () => {
  beforeAll(async () => {
    await builtInitramfs()
  })

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bootbench-initramfs-'))
    station = await startStandIn()
    transcript = ''
    const before = Buffer.alloc(storageSize, 0xdb)
    writeFileSync(join(folder, 'disk'), before)
  })

  afterEach(async () => {
    if (qemu && qemu.exitCode === null) {
      qemu.kill('SIGKILL')
      await once(qemu, 'exit')
    }
    qemu = undefined
    await station.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('is at most 12 MB', () => {
    expect(readFileSync(join(built, 'initrd.img')).length).toBeLessThanOrEqual(12 * 1024 * 1024)
  })

  test('registers, refuses a foreign image, deploys, backs up and powers off (virtio disk, key appended)', async () => {
    const image = imageOf16Mebibytes()
    const initrd = join(folder, 'initrd.img')
    const archive = stationKeyArchive(image.publicKeyPem)
    writeFileSync(initrd, Buffer.concat([readFileSync(join(built, 'initrd.img')), archive]))
    const badSignature = Buffer.from(image.signature)
    badSignature[10] = (badSignature[10] ?? 0) ^ 1
    station.image = { ...image, signature: badSignature }
    station.action = order('deploy', '/dev/vda', 'j1')
    boot('virtio', initrd)
    await until(() => station.results.length === 1)
    expect(station.results[0]).toMatchObject({ ok: false, code: 'manifest-not-trusted' })
    expect(readFileSync(join(folder, 'disk')).every((byte) => byte === 0xdb)).toBe(true)
    expect(station.registrations[0]).toMatchObject({
      agent: 1,
      ip: '10.0.2.15',
      mac: '52:54:00:12:34:56',
      bootToken: 'b'.repeat(32),
      storages: [{ path: '/dev/vda', kind: 'disk', sizeBytes: storageSize }],
    })
    station.image = image
    station.action = order('deploy', '/dev/vda', 'j2')
    await until(() => station.results.length === 2)
    expect(station.results[1]).toEqual({ ok: true, verifiedBytes: image.size })
    station.next = 'poweroff'
    station.action = order('backup', '/dev/vda', 'j3')
    await until(() => station.results.length === 3)
    expect(station.results[2]).toEqual({ ok: true, verifiedBytes: storageSize })
    expect(station.completion).toMatchObject({ size: storageSize, sha256: hashOfChunks(station) })
    if (qemu?.exitCode === null) await once(qemu, 'exit')
    const disk = readFileSync(join(folder, 'disk'))
    const defined = disk.subarray(0, image.size)
    expect(
      defined.equals(expectedStorage(image, Buffer.alloc(storageSize)).subarray(0, image.size)),
    ).toBe(true)
    for (const [offset, chunk] of station.chunks)
      expect(disk.subarray(offset, offset + chunk.length).equals(chunk.raw)).toBe(true)
  })

  test('deploys to an SD card and reboots; tells its serial, model and CID', async () => {
    const image = imageOf16Mebibytes()
    station.image = image
    station.next = 'reboot'
    station.action = order('deploy', '/dev/mmcblk0', 'j1')
    truncateSync(join(folder, 'disk'), storageSize)
    boot('sd', join(built, 'initrd.img'))
    await until(() => station.results.length === 1)
    expect(station.results[0]).toEqual({ ok: true, verifiedBytes: image.size })
    expect(station.registrations[0]).toMatchObject({
      storages: [
        { path: '/dev/mmcblk0', kind: 'sd', cid: expect.stringMatching(/^[0-9a-f]{32}$/) },
      ],
    })
    if (deviceTree().length > 0)
      expect(station.registrations[0]).toMatchObject({
        serial,
        model: expect.stringContaining('Compute Module 4'),
      })
    expect(station.log).toContain('no public key')
    if (qemu?.exitCode === null) await once(qemu, 'exit')
    const expected = expectedStorage(image, Buffer.alloc(storageSize)).subarray(0, image.size)
    expect(readFileSync(join(folder, 'disk')).subarray(0, image.size).equals(expected)).toBe(true)
  })
})
