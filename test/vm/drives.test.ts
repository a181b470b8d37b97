import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createStation } from '../../station/station.ts'
import { buildSmallImage } from '../fixtures/image-files.ts'
import { buildBroker } from '../lab/build-broker.ts'
import { buildCopier } from '../lab/build-copier.ts'
import { connectQmp } from './qmp.ts'
import { type GuestLine, needUsbGuest, UsbGuest } from './usb-guest.ts'

const mebibyte = 1024 * 1024
/** An SD card's size is a power of two in QEMU. */
const driveBytes = 32 * mebibyte
/** The image's used bytes then take a minute. */
const slowBytesPerSecond = mebibyte / 8
const tooLargeBytes = 3_000_000_000_000
const stepLimit = 300_000
const limit = 600_000

describe.skipIf(needUsbGuest('that cards and sticks are written, verified and backed up'))(
  'drives on real USB and SD',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'bootbench-drives-'))
    const file = (name: string): string => join(folder, name)
    let lines: readonly GuestLine[] = []
    let mountedBefore = ''

    beforeAll(async () => {
      await makeFiles()
      const guest = await UsbGuest.start({
        program: join(import.meta.dirname, 'drives-guest-main.ts'),
        programArguments: [
          dirname(await buildBroker()),
          join(await buildCopier('host'), 'bootbench-copier'),
          file('data'),
        ],
        modules: [
          'xhci_pci',
          'usb_storage',
          'sd_mod',
          'sdhci-pci',
          'mmc_block',
          'vfat',
          'nls_cp437',
          'nls_ascii',
        ],
        extraQemuArguments: [
          ...['-qmp', `unix:${file('qmp')},server=on,wait=off`, '-device', 'qemu-xhci,id=xhci'],
          // Slow enough to be pulled out in the middle, also by a guest that has half a processor.
          ...['-object', `throttle-group,id=slow,x-bps-write=${slowBytesPerSecond}`],
          ...disk('stick'),
          ...['-blockdev', 'driver=throttle,node-name=slow-stick,throttle-group=slow,file=stick'],
          ...disk('mounted'),
          ...disk('large'),
          ...disk('card'),
          ...['-device', stickDevice(1)],
          ...['-device', 'usb-storage,bus=xhci.0,port=2,drive=mounted,serial=MOUNTED1'],
          ...['-device', 'usb-storage,bus=xhci.0,port=3,drive=large,serial=LARGE1'],
          ...['-device', 'sdhci-pci', '-device', 'sd-card,drive=card'],
        ],
      })
      try {
        await guest.waitForLine(({ writing }) => writing !== undefined, stepLimit)
        await pullAndPlugInElsewhere(guest)
        lines = await guest.finish(stepLimit)
      } finally {
        await guest.stop()
      }
    }, limit)

    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    function disk(name: string): string[] {
      const cache = 'cache.direct=off,cache.no-flush=on'
      return [
        '-blockdev',
        `driver=raw,node-name=${name},${cache},file.driver=file,file.filename=${file(name)},file.${cache.replace(',', ',file.')}`,
      ]
    }

    async function makeFiles(): Promise<void> {
      await buildSmallImage(file('golden'))
      for (const [name, size] of [
        ['stick', driveBytes],
        ['card', driveBytes],
        ['mounted', driveBytes / 2],
        ['large', tooLargeBytes],
      ] as const) {
        writeFileSync(file(name), '')
        truncateSync(file(name), size)
      }
      execFileSync('mkfs.vfat', ['-n', 'SOMEBODY', file('mounted')])
      mountedBefore = sha256(file('mounted'))
      await importImage()
    }

    /** Sealed here: the guest's processor is slow. */
    async function importImage(): Promise<void> {
      const station = await createStation({
        dataFolder: file('data'),
        bootFolders: [],
        version: 'test',
        compatibility: false,
        extraCommandLine: '',
        simulated: true,
        programs: { brokerPath: '/nowhere', moverPath: '/nowhere' },
        compressionLevel: 1,
        clock: Date.now,
        log: () => undefined,
      })
      const result = await station.images.import({ path: file('golden'), name: 'golden' })
      await station.stop()
      if (result.kind === 'refused') throw new Error(result.message)
    }

    function stickDevice(port: number): string {
      return `usb-storage,id=plug,bus=xhci.0,port=${port},drive=slow-stick,serial=STICK1,removable=on`
    }

    async function pullAndPlugInElsewhere(guest: UsbGuest): Promise<void> {
      const qmp = await connectQmp(file('qmp'))
      const gone = qmp.waitFor('DEVICE_DELETED', { device: 'plug' }, stepLimit)
      await qmp.run('device_del', { id: 'plug' })
      await gone
      await guest.waitForLine(({ interrupted }) => interrupted !== undefined, stepLimit)
      // What remains is written as fast as QEMU can.
      const unlimited = { 'bps-write': 0 }
      await qmp.run('qom-set', { path: '/objects/slow', property: 'limits', value: unlimited })
      const [driver, ...words] = stickDevice(4).split(',')
      const members = words.map((word) => word.split('=') as [string, string])
      const typed = members.map(([name, value]) => [name, name === 'removable' ? true : value])
      await qmp.run('device_add', { driver, ...Object.fromEntries(typed) })
      qmp.close()
    }

    function sha256(path: string): string {
      return createHash('sha256').update(readFileSync(path)).digest('hex')
    }

    function told<Value>(name: string): Value {
      const line = lines.find((one) => name in one)
      if (line === undefined) throw new Error(`The guest did not tell ${name}.`)
      return line[name] as Value
    }

    /** The drive's bytes begin with the image; what is behind it was never written. */
    function holdsImage(name: string): boolean {
      const image = readFileSync(file('golden'))
      return readFileSync(file(name)).subarray(0, image.length).equals(image)
    }

    test('drives are listed with their USB ports; the mounted and the too large one are refused', () => {
      const drives = told<Record<string, unknown>[]>('drives')
      expect(drives).toContainEqual({
        name: 'QEMU QEMU HARDDISK',
        serial: 'STICK1',
        sizeBytes: driveBytes,
        usbPath: expect.stringMatching(/^\d-1$/),
        mountPoints: [],
        refusal: null,
        boardId: expect.stringMatching(/^[0-9a-f]{12}$/),
      })
      expect(drives.map(({ serial, refusal }) => [serial, refusal])).toEqual(
        expect.arrayContaining([
          ['MOUNTED1', expect.objectContaining({ code: 'drive-mounted' })],
          ['LARGE1', expect.objectContaining({ code: 'drive-too-large' })],
        ]),
      )
      expect(drives.find(({ usbPath }) => usbPath === null)).toMatchObject({
        name: expect.stringMatching(/^SD /),
        serial: expect.stringMatching(/^[0-9a-f]{32}$/),
        refusal: null,
      })
    })

    test('the broker opens no other drive than the one that is meant, and none in use', () => {
      expect(lines.filter((line) => 'asked' in line)).toEqual([
        { asked: 'another serial number', code: 12, told: 'storage-changed' },
        { asked: 'another size', code: 12, told: 'storage-changed' },
        { asked: 'mounted', code: 12, told: 'storage-write-failed' },
        { asked: 'a name that went to another drive', code: 12, told: 'storage-write-failed' },
        { asked: 'not there', code: 12, told: 'storage-unplugged' },
        { asked: 'a part', code: 2, told: null },
      ])
      expect(sha256(file('mounted'))).toBe(mountedBefore)
    })

    test('the block copier works on the drive without any right', () => {
      const none = '0000000000000000'
      expect(told('copier')).toEqual({
        Uid: '65534',
        CapInh: none,
        CapPrm: none,
        CapEff: none,
        CapAmb: none,
        NoNewPrivs: '1',
      })
    })

    test('an SD card is deployed to and verified', () => {
      expect(told('card')).toMatchObject({ kind: 'done' })
      expect(holdsImage('card')).toBe(true)
    })

    test('a stick that was pulled out in the middle is deployed to when it is back in another port', () => {
      expect(lines.find((line) => 'stick' in line)).toMatchObject({
        stick: { kind: 'done' },
        attempts: 2,
      })
      expect(holdsImage('stick')).toBe(true)
    })

    test('a backup of the stick is all of its bytes', () => {
      expect(told('backup')).toMatchObject({
        state: { kind: 'done' },
        sha256: sha256(file('stick')),
      })
    })
  },
)
