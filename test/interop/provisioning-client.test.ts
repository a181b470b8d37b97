import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildCopier } from '../lab/build-copier.ts'
import {
  answer,
  expectedStorage,
  extentsOf,
  hashOfChunks,
  mebibyte,
  type StandInStation,
  sealForTest,
  startStandIn,
  type TestImage,
} from './stand-in-station.ts'

/** The real provisioning-client.sh in the shells it must run in, on made-up hardware and a file as storage. */

const repository = join(import.meta.dirname, '../..')
const script = join(repository, 'initramfs/provisioning-client.sh')
const shells = [
  { name: 'dash', words: ['dash'] },
  { name: 'busybox ash', words: ['busybox', 'ash'] },
].filter(({ name, words: [program] }) => {
  const found = spawnSync('which', [program ?? '']).status === 0
  if (!found) console.warn(`SKIPPED: the provisioning client in ${name}, which is not installed.`)
  return found
})
const hasCurl = spawnSync('which', ['curl']).status === 0
if (!hasCurl) console.warn('SKIPPED: the provisioning client, because curl is not installed.')
const copier = await buildCopier('host').then(
  (built) => join(built, 'bootbench-copier'),
  (error: unknown) => {
    console.warn(`SKIPPED: jobs with the block copier, which does not build here: ${error}`)
    return null
  },
)
const hasCopier = copier !== null

const size = 8 * mebibyte
let folder: string
let target: string
let station: StandInStation
let client: ChildProcess | undefined
let output: string

function place(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}

function makeHardware(): void {
  place('tree/serial-number', '10000000abcd1234\0')
  place('tree/model', 'Raspberry "Pi" \\ Module\n\t\u0001 4 \u00e4\0')
  place('tree/system/linux,revision', Buffer.from('00d03141', 'hex'))
  place('tree/chosen/bootloader/boot-mode', Buffer.from('00000002', 'hex'))
  place('tree/chosen/bootloader/build-timestamp', Buffer.from('65a1b2c3', 'hex'))
  place('tree/chosen/rpi-min-boot-ver', Buffer.from('00000012', 'hex'))
  place('proc/meminfo', 'MemTotal:        3884320 kB\nMemFree: 1 kB\n')
  place(
    'cmdline',
    `console=tty1 bootbench.server=${station.url} bootbench.boot=${'c'.repeat(32)}\n`,
  )
  place('sys/class/net/lo/address', '00:00:00:00:00:00\n')
  place('sys/class/net/eth0/address', 'dc:a6:32:01:02:03\n')
  place('sys/class/net/eth0/carrier', '1\n')
  place('sys/class/net/eth0/device/uevent', '')
  place('sys/block/mmcblk0/size', '61071360\n')
  place('sys/block/mmcblk0/removable', '0\n')
  place('sys/block/mmcblk0/device/type', 'MMC\n')
  place('sys/block/mmcblk0/device/name', 'BJTD4R\n')
  place('sys/block/mmcblk0/device/cid', '150100424a54443452\n')
  place('sys/block/mmcblk0boot0/size', '8192\n')
  place('sys/block/loop0/size', '8192\n')
  place('sys/block/nvme0n1/size', '1000\n')
  place('sys/block/nvme0n1/wwid', 'eui.0025385\n')
  place('sys/block/nvme0n1/device/model', 'Some "disk"   \n')
  // The copy of the bootloader's configuration, as it lies in the reserved memory: padded, and never quite clean.
  place('tree/aliases/blconfig', '/reserved-memory/nvram@0\0')
  place('tree/reserved-memory/nvram@0/compatible', 'nvmem-rmem\0')
  place('sys/bus/nvmem/devices/rmem0/nvmem', 'other')
  place('sys/bus/nvmem/devices/rmem1/nvmem', Buffer.from(bootConfig, 'latin1'))
  symlinkSync(
    join(folder, 'tree/reserved-memory/nvram@0'),
    join(folder, 'sys/bus/nvmem/devices/rmem1/of_node'),
  )
}

const bootConfig = '[all]\r\nBOOT_UART=0\nBOOT_ORDER=0xf21\n\n# "note\\\u00e4"\t.\n\0\0\0\xff\xff'

function makeFacts(): void {
  const storages = [
    { path: target, kind: 'emmc', sizeBytes: size, cid: '1501', name: 'x', removable: false },
  ]
  const facts = { mac: 'dc:a6:32:01:02:03', ip: '10.0.0.9', serial: '1', storages }
  place('facts.json', `${JSON.stringify(facts, null, 1)}\n`)
}

function startClient(shell: string[], environment: Record<string, string> = {}): void {
  const [program = 'sh', ...words] = shell
  const { PATH = '' } = process.env
  const child = spawn(program, [...words, script], {
    detached: true,
    env: {
      PATH,
      TMPDIR: folder,
      BOOTBENCH_CMDLINE: join(folder, 'cmdline'),
      BOOTBENCH_PATIENCE: '2',
      ...environment,
    },
  })
  const keep = (bytes: Buffer) => {
    output += bytes.toString()
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  client = child
}

const madeUp = () => ({
  BOOTBENCH_SYSFS: join(folder, 'sys'),
  BOOTBENCH_PROC: join(folder, 'proc'),
  BOOTBENCH_DEVICE_TREE: join(folder, 'tree'),
})
const simulated = (image?: TestImage) => {
  makeFacts()
  if (image) place('key', image.publicKeyPem)
  return {
    BOOTBENCH_FACTS: join(folder, 'facts.json'),
    BOOTBENCH_PUBLIC_KEY: join(folder, 'key'),
    BOOTBENCH_COPIER: copier ?? 'none',
  }
}

function order(action: string, more: Record<string, string> = {}): string[] {
  const images = `${station.url}/images/x`
  const fields = {
    action,
    job: 'j1',
    target,
    target_size: String(size),
    target_cid: '1501',
    url: '/images/x/raw',
    manifest_url: `${images}/manifest.json`,
    signature_url: `${images}/manifest.sig`,
    index_url: `${images}/index.txt`,
    frames_url: `${images}/frames.zst`,
    resume: '0',
    chunks_url: `${station.url}/api/jobs/j1/chunks`,
    upload_url: `${station.url}/api/jobs/j1/upload`,
    ...more,
  }
  return Object.entries(fields).map(([key, value]) => `${key}=${value}`)
}

function someImage(): TestImage {
  const raw = Buffer.alloc(6 * mebibyte)
  randomBytes(1.5 * mebibyte).copy(raw)
  randomBytes(2 * mebibyte).copy(raw, 4 * mebibyte)
  return sealForTest(raw.length, extentsOf(raw))
}

describe.skipIf(!hasCurl).each(shells)('the provisioning client in $name', ({ words: shell }) => {
  beforeAll(() => {
    if (spawnSync('which', ['shellcheck']).status === 0)
      execFileSync('shellcheck', ['-s', 'sh', script], { stdio: 'inherit' })
    else console.warn('SKIPPED: shellcheck of the provisioning client, which is not installed.')
  })

  beforeEach(async () => {
    folder = mkdtempSync('/var/tmp/bootbench-client-')
    target = join(folder, 'storage')
    writeFileSync(target, Buffer.alloc(size, 0xdb))
    station = await startStandIn()
    output = ''
    makeHardware()
  })

  afterEach(async () => {
    if (client?.pid !== undefined && client.exitCode === null && client.signalCode === null) {
      process.kill(-client.pid, 'SIGKILL')
      await once(client, 'close')
    }
    client = undefined
    await station.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('tells everything about the board, whatever its texts hold', async () => {
    startClient(shell, madeUp())
    await station.until(() => station.registrations.length === 1)
    expect(station.registrations[0]).toEqual({
      mac: 'dc:a6:32:01:02:03',
      ip: '127.0.0.1',
      serial: '10000000abcd1234',
      model: 'Raspberry "Pi" \\ Module',
      revision: 'd03141',
      bootMode: 'network',
      eepromVersion: String(0x65a1b2c3),
      eepromMinimum: 0x12,
      eepromConfig: '[all]\nBOOT_UART=0\nBOOT_ORDER=0xf21\n\n# "note\\?" .',
      memoryBytes: 3884320 * 1024,
      macs: ['dc:a6:32:01:02:03'],
      storages: [
        {
          path: '/dev/mmcblk0',
          kind: 'emmc',
          sizeBytes: 61071360 * 512,
          name: 'BJTD4R',
          cid: '150100424a54443452',
          removable: false,
        },
        {
          path: '/dev/nvme0n1',
          kind: 'nvme',
          sizeBytes: 512000,
          name: 'Some "disk"',
          cid: 'eui.0025385',
          removable: false,
        },
      ],
      agent: 1,
      bootToken: 'c'.repeat(32),
    })
  })

  test('waits for the station and for approval, and registers again when its token is unknown', async () => {
    let registrations = 0
    let polls = 0
    station.intercept = (request, response, path) => {
      if (path === '/api/device-action-poll' && ++polls === 1)
        answer(response, 401, 'error=unauthorized', 'message=Who are you?')
      else if (path === '/api/register-device' && ++registrations === 1)
        answer(response, 503, 'error=busy', 'message=Starting.')
      else if (path === '/api/register-device' && registrations === 2)
        answer(response, 200, 'state=waiting-for-approval', 'poll_seconds=1')
      else return false
      request.resume()
      return true
    }
    startClient(shell, simulated())
    await station.until(() => station.registrations.length === 2 && polls >= 2)
    expect(output).toContain('Starting.')
    expect(output).toContain('must approve it')
  })

  test('asks a person when its boot token is spent', async () => {
    let refused = false
    station.intercept = (request, response, path) => {
      if (path !== '/api/register-device' || refused) return false
      refused = true
      request.resume()
      answer(response, 403, 'error=boot-token-unknown', 'message=It was used before.')
      return true
    }
    startClient(shell, simulated())
    await station.until(() => station.registrations.length === 1)
    expect(station.registrations[0]).not.toHaveProperty('bootToken')
    expect(output).toContain('It was used before.')
  })

  test('asks at most about once a second, even if the station answers at once', async () => {
    let polls = 0
    station.intercept = (_request, _response, path) => {
      if (path === '/api/device-action-poll') polls++
      return false
    }
    startClient(shell, simulated())
    await station.until(() => polls === 1)
    const started = performance.now()
    await station.until(() => polls === 4)
    expect(performance.now() - started).toBeGreaterThan(2000)
  })

  test('says what is missing when it knows no station', async () => {
    place('cmdline', 'console=tty1\n')
    startClient(shell, madeUp())
    if (client) await once(client, 'close')
    expect(client?.exitCode).toBe(2)
    expect(output).toContain('PROVISIONING_SERVER')
  })

  test.skipIf(!hasCopier)('deploys with the copier, tells the phases, and reboots', async () => {
    const image = someImage()
    station.image = image
    station.next = 'reboot'
    station.action = order('deploy')
    startClient(shell, { ...simulated(image), BOOTBENCH_REBOOT_COMMAND: 'echo so it reboots' })
    if (client) await once(client, 'close')
    expect(station.results).toEqual([{ ok: true, verifiedBytes: image.size }])
    expect(readFileSync(target).equals(expectedStorage(image, Buffer.alloc(size, 0xdb)))).toBe(true)
    expect([...new Set(station.progress.map(({ phase }) => phase))]).toEqual([
      'checking',
      'erasing',
      'writing',
      'verifying',
      'finishing',
    ])
    expect(output).toContain('so it reboots')
    expect(station.log).toContain('Job j1: deploy')
  })

  test.skipIf(!hasCopier)('backs up with the copier and stays', async () => {
    station.action = order('backup')
    startClient(shell, simulated())
    await station.until(() => station.results.length === 1)
    expect(station.results).toEqual([{ ok: true, verifiedBytes: size }])
    expect(station.completion).toEqual({ size, chunks: 8, sha256: hashOfChunks(station) })
    const polls = () => station.requests.filter((line) => line.includes('poll')).length
    const before = polls()
    await station.until(() => polls() > before)
  })

  test.skipIf(!hasCopier)('stops the copier when a person cancels', async () => {
    station.image = someImage()
    station.cancelled = true
    station.action = order('deploy')
    startClient(shell, { ...simulated(station.image), BOOTBENCH_FAULTS: `slow=${mebibyte}` })
    await station.until(() => station.results.length === 1)
    expect(station.results[0]).toMatchObject({ ok: false, code: 'cancelled' })
  })

  test.skipIf(!hasCopier)(
    'registers again instead of failing the job when its token is lost',
    async () => {
      station.image = someImage()
      station.action = order('deploy', { resume: '1' })
      let lost = false
      station.intercept = (_request, response, path) => {
        if (lost || !path.endsWith('index.txt')) return false
        lost = true
        answer(response, 401, 'error=unauthorized', 'message=The token is unknown.')
        return true
      }
      startClient(shell, simulated(station.image))
      await station.until(() => station.registrations.length === 2)
      expect(station.results).toEqual([])
      station.action = order('deploy', { resume: '1' })
      await station.until(() => station.results.length === 1)
      expect(station.results[0]).toMatchObject({ ok: true })
    },
  )

  test('refuses another storage than the one that was meant', async () => {
    station.action = order('deploy', { target_cid: 'ffff' })
    startClient(shell, simulated())
    await station.until(() => station.results.length === 1)
    expect(station.results[0]).toMatchObject({ ok: false, code: 'storage-changed' })
    station.action = order('deploy', { target: join(folder, 'none'), target_cid: '' })
    await station.until(() => station.results.length === 2)
    expect(station.results[1]).toMatchObject({ ok: false, code: 'storage-missing' })
    expect(readFileSync(target).every((byte) => byte === 0xdb)).toBe(true)
  })

  test('deploys and backs up with curl and dd where there is no copier', async () => {
    const image = someImage()
    station.image = image
    station.action = order('deploy')
    startClient(shell, { ...simulated(image), BOOTBENCH_COPIER: 'none' })
    await station.until(() => station.results.length === 1)
    expect(station.results[0]).toEqual({ ok: true, verifiedBytes: image.size })
    expect(readFileSync(target).equals(expectedStorage(image, Buffer.alloc(size, 0xdb)))).toBe(true)
    expect(station.log).toContain('curl and dd')
    station.action = order('backup')
    await station.until(() => station.results.length === 2)
    expect(station.results[1]).toEqual({ ok: true, verifiedBytes: size })
    expect(station.upload?.equals(readFileSync(target))).toBe(true)
  })

  test('without the copier: refuses an image that is too big, and says when it broke off', async () => {
    station.image = sealForTest(size + 512, [{ offset: 0, zeros: size + 512 }])
    station.action = order('deploy')
    startClient(shell, { ...simulated(), BOOTBENCH_COPIER: 'none' })
    await station.until(() => station.results.length === 1)
    expect(station.results[0]).toMatchObject({ ok: false, code: 'storage-too-small' })
    expect(readFileSync(target).every((byte) => byte === 0xdb)).toBe(true)
    station.image = someImage()
    station.intercept = (request, response, path) => {
      if (!path.endsWith('/raw') || request.method !== 'GET') return false
      response.writeHead(200, { 'content-length': 6 * mebibyte })
      response.write(Buffer.alloc(mebibyte), () => response.destroy())
      return true
    }
    station.action = order('deploy')
    await station.until(() => station.results.length === 2)
    expect(station.results[1]).toMatchObject({ ok: false, code: 'station-unreachable' })
  })
})
