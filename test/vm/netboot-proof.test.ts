import { constants } from 'node:fs'
import { copyFile, mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Job } from '../../contract/job.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { needGuests } from './need-programs.ts'
import { compareWithDisk } from './sealed-image.ts'
import { StationProcess } from './station-process.ts'
import { findSystemImage, systemHostName } from './system-image.ts'
import { UBootGuest } from './u-boot-guest.ts'

const minute = 60_000
/** Far more than each step takes, also on a machine that has much else to do. */
const patience = 6 * minute
const mebibyte = 1024 * 1024
const serial = '10000000be7cb007'
const model = 'Raspberry Pi Compute Module 4 Rev 1.1'
const mac = 'dc:a6:32:be:7c:07'
const target = '/dev/vda'
const registered = /Registered at http/
const loginPrompt = new RegExp(`${systemHostName} login:`)

/**
 * The whole job with real programs at both ends: U-Boot, Debian's kernel, our initramfs, and a Debian system on the
 * other side; our DHCP, TFTP and HTTP on this one. The tests are steps of one story and need those before them.
 */
describe.skipIf(needGuests('a real board is netbooted, deployed and backed up'))(
  'a board made of QEMU and U-Boot',
  () => {
    let lab: Lab
    let folder: string
    let imagePath: string
    let diskPath: string
    let station: StationProcess
    let guest: UBootGuest
    let imageId: string

    beforeAll(async () => {
      imagePath = await findSystemImage()
      folder = await mkdtemp(join(tmpdir(), 'bootbench-proof-'))
      diskPath = join(folder, 'disk.img')
      await makeUsedDisk(diskPath, (await stat(imagePath)).size + 64 * mebibyte)
      lab = await createLab({
        hosts: ['station'],
        switches: {
          bench: {
            taps: 1,
            plugs: [{ host: 'station', interfaceName: 'st0', address: '192.168.77.1/24' }],
          },
        },
      })
      station = new StationProcess(lab, 'station', join(folder, 'data'))
      const bench = ['--interface', 'st0', '--address', '192.168.77.1/24', '--keep-address']
      await station.start([...bench, '--kernel-words', 'console=ttyAMA0'])
      const plan = { lab, switchName: 'bench', tapName: 'tap0', folder, diskPath }
      guest = await UBootGuest.make({ ...plan, mac, serial, model })
    }, 30 * minute)

    afterEach(({ task }) => {
      if (task.result?.state !== 'fail') return
      console.error(`The station's last words:\n${station.output.slice(-6000)}`)
      if (guest.isOn) console.error(`The board's last words:\n${guest.console.slice(-6000)}`)
    })

    afterAll(async () => {
      await guest?.powerOff()
      await station?.stop()
      await lab?.remove()
      if (folder !== undefined) await rm(folder, { recursive: true, force: true })
    })

    test('gets our agent by its own DHCP and TFTP, and registers as the board it is', async () => {
      guest.powerOn()
      await guest.waitFor(/Filename 'boot\.scr\.uimg'/, patience)
      await guest.waitFor(/Starting kernel/, patience)
      await guest.waitFor(registered, patience)
      const [board, ...others] = await station.listBoards()
      expect(others).toEqual([])
      expect(board).toMatchObject({ serial, model, macs: [mac], stage: { kind: 'ready' } })
      expect(board?.storages).toMatchObject([
        { path: target, sizeBytes: (await stat(diskPath)).size },
      ])
    })

    test('is deployed a Debian system, and every byte of it is on its disk', async () => {
      await station.run('images', 'import', imagePath, '--name', 'Debian')
      const [image] = await station.listImages()
      imageId = image?.id ?? ''
      const deploy = station.run('deploy', serial, 'Debian', '--yes', '--json')
      // The board's clock stands still between its restart and the first write of the system that was deployed.
      const restarted = guest.waitFor(/^\s*U-Boot 20/, 12 * minute)
      await Promise.race([restarted, deploy.then(() => restarted)])
      guest.freeze()
      const job = parseJob(await deploy)
      const compared = await compareWithDisk(station.imageFolder(imageId), diskPath)
      guest.thaw()
      expect(job.state).toMatchObject({ kind: 'done', verifiedBytes: compared.definedBytes })
      expect(compared.differences).toEqual([])
      expect(compared.undefinedBytes).toBe(0)
    })

    test('restarts, is told to boot its own disk, and comes up with the host name of the image', async () => {
      await guest.waitFor(/Found \/extlinux\/extlinux\.conf/, patience)
      await guest.waitFor(loginPrompt, patience)
      const [board] = await station.listBoards()
      expect(board).toMatchObject({ netboot: 'local', stage: { kind: 'local' } })
    })

    test('comes back to our agent once for a backup, which equals what was on its disk', async () => {
      await guest.powerOff()
      const before = join(folder, 'before-backup.img')
      await copyFile(diskPath, before, constants.COPYFILE_FICLONE)
      const armed = ['backup', serial, '--name', 'As it was', '--no-wait', '--json']
      const { id } = parseJob(await station.run(...armed))
      guest.powerOn()
      await guest.waitFor(registered, patience)
      await guest.waitFor(/Job \S+ ended: .*"ok":true/, patience)
      const job = await station.waitForJob(id, patience)
      expect(job.state.kind).toBe('done')
      const folderOfBackup = station.imageFolder(job.imageId ?? '')
      const compared = await compareWithDisk(folderOfBackup, before)
      expect(compared.differences).toEqual([])
      expect(compared.definedBytes).toBe((await stat(before)).size)
      expect((await compareWithDisk(folderOfBackup, diskPath)).differences).toEqual([])
    })

    test('boots its own disk again at the next power-on, because the grant was for once', async () => {
      await guest.powerOff()
      guest.powerOn()
      await guest.waitFor(/Found \/extlinux\/extlinux\.conf/, patience)
      await guest.waitFor(loginPrompt, patience)
    })
  },
)

function parseJob(text: string): Job {
  return JSON.parse(text) as Job
}

/** A disk that was used before: bytes that are not zero where the image has data, zeros, and nothing at all. */
async function makeUsedDisk(path: string, size: number): Promise<void> {
  await using file = await open(path, 'w')
  await file.truncate(size)
  const leftover = Buffer.alloc(4 * mebibyte, 'left over from before. ')
  for (const share of [0, 0.3, 0.6, 0.9]) {
    await file.write(leftover, 0, leftover.length, Math.floor((size * share) / 512) * 512)
  }
  await file.write(leftover, 0, mebibyte, size - mebibyte)
}
