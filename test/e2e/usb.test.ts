import { createHash } from 'node:crypto'
import { renameSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runOrFail } from '../lab/run-program.ts'
import { chromiumIsThere, chromiumPath } from './browser.ts'
import { type ScreenUnderTest, startScreen } from './screen-under-test.ts'

if (!chromiumIsThere()) {
  console.warn(`The tests of boards on USB are skipped: there is no Chromium at ${chromiumPath}.`)
}

/** Those of headless/demo/usb-boards.ts: the first boots, the second takes the boot code and never comes back, the third has an EEPROM. */
const [good, bad, withEeprom] = ['1-2.2', '1-2.4', '1-2.3'] as const

const release = '20990101-000000'
const archive = zipSync({
  'usbboot-20990101-000000/mass-storage-gadget64/bootfiles.bin': strToU8('not Raspberry Pi’s own'),
})

describe.skipIf(!chromiumIsThere())('boards on USB cables', () => {
  /** In Raspberry Pi's place. */
  const server = createServer(({ url }, response) => {
    const isThere = url === `/usbboot/archive/${release}.zip`
    response.writeHead(isThere ? 200 : 404).end(isThere ? archive : undefined)
  })
  let screen: ScreenUnderTest

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const usbFilesOrigin = { archives: base, contents: base }
    screen = await startScreen(19, { usbBoards: true, usbFilesOrigin })
    await screen.show('#/bench')
  })

  afterAll(async () => {
    await screen?.stop()
    server.close()
  })

  const card = (path: string): Locator =>
    screen.page.getByRole('article', { name: `USB board ${path}`, exact: true })
  const button = (path: string, name: string): Locator =>
    card(path).getByRole('button', { name, exact: true })

  test('wait for a person, each on a card of its own', async () => {
    await card(good).getByText('Compute Module 4, Pi 4').waitFor()
    await card(bad).getByText('Compute Module 3, Zero 2 W, 3A+').waitFor()
    for (const path of [good, bad]) {
      await card(path).getByText('Waiting', { exact: true }).waitFor()
      expect(await button(path, 'Take off the list').count()).toBe(0)
    }
  })

  test('need boot files of the person, and say which command brings them', async () => {
    const { dataFolder } = screen.bench.station.settings
    const folder = join(dataFolder, 'usb-boot', 'agent')
    renameSync(folder, `${folder}.away`)
    await card(good).getByText('bootbench boot-files import-usb agent').waitFor()
    expect(await button(good, 'Boot agent').isDisabled()).toBe(true)
    expect(await button(good, 'Mass storage').isDisabled()).toBe(false)
    const download = button(good, 'Download files for “Agent”…')
    await download.click()
    const dialog = screen.page.getByRole('dialog', { name: 'Boot files for “Agent”' })
    await dialog.getByLabel('Release').fill('no-such-release')
    await dialog.getByRole('button', { name: 'Download and import' }).click()
    await dialog.getByRole('alert').getByText(/404/).waitFor()
    await dialog.getByLabel('Release').fill(release)
    await dialog.getByRole('button', { name: 'Download and import' }).click()
    const sha256 = createHash('sha256').update(archive).digest('hex')
    await dialog.getByRole('group', { name: 'Hashes' }).getByText(sha256).waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await download.waitFor({ state: 'detached' })
    rmSync(folder, { recursive: true })
    renameSync(`${folder}.away`, folder)
    await card(good).getByText('bootbench boot-files').waitFor({ state: 'detached' })
  })

  test('boot when they are told to, and tell who they are before a system runs', async () => {
    await button(good, 'Boot agent').click()
    await card(good).getByText('Booting', { exact: true }).waitFor()
    await card(good).getByText('Has read everything and runs it').waitFor()
    await card(good).getByRole('heading', { name: '5eb0a7d1' }).waitFor()
    await card(good).getByText('d8:3a:dd:5e:b0:a7', { exact: true }).waitFor()
    await card(good).getByRole('button', { name: 'Messages of the boot' }).click()
    await card(good).getByText('initrd.img: sent').waitFor()
  })

  test('are boards of the bench once our agent runs on them, reached over their cable', async () => {
    const board = screen.page.locator('[data-board]').filter({ hasText: '100000005eb0a7d1' })
    await board.getByText(`over USB ${good}`).waitFor()
    await board.getByText('The agent is ready for work').waitFor()
    await card(good).getByRole('link', { name: '100000005eb0a7d1' }).waitFor()
    const list = await runOrFail(process.execPath, [
      ...[join(import.meta.dirname, '../../headless/cli.ts'), 'usb'],
      ...['--station', screen.bench.station.controlUrl],
    ])
    expect(list).toMatch(/^1-2\.2 +bcm2711 +5eb0a7d1 +agent +booted +100000005eb0a7d1 \(ready\)$/m)
  })

  test('say why they do not boot, at which stage, and what to do next', async () => {
    await button(bad, 'Mass storage').click()
    await card(bad)
      .getByRole('status')
      .getByText(/did not come back within 3 s.*Check the power supply/)
      .waitFor()
    await card(bad).getByRole('listitem').filter({ hasText: 'stopped here' }).waitFor()
    expect(await card(bad).getByRole('listitem').filter({ hasText: 'stopped here' }).count()).toBe(
      1,
    )
    expect(await button(bad, 'Boot agent').isDisabled()).toBe(true)
  })

  test('tell who they are without a system, and have their bootloader written as it was shown', async () => {
    const { page } = screen
    await button(withEeprom, 'Bootloader').click()
    const dialog = page.getByRole('dialog', { name: /^Bootloader of/ })
    await dialog.getByText('The board has not told who it is').waitFor()
    await dialog.getByRole('button', { name: 'Ask the board' }).click()
    await page.getByRole('dialog', { name: 'Bootloader of c5a1b2c3' }).waitFor()
    await dialog.getByRole('button', { name: /Boot order/ }).click()
    await page.getByRole('option', { name: /^SD card or eMMC → Network → Begin/ }).click()
    const changes = dialog.getByRole('list', { name: 'Changes of the configuration' })
    for (const line of ['removed: BOOT_ORDER=0xf461', 'new: BOOT_ORDER=0xf21'])
      await changes.getByRole('listitem').filter({ hasText: line }).waitFor()
    const write = dialog.getByRole('button', { name: 'Write the EEPROM' })
    expect(await write.isDisabled()).toBe(true)
    await dialog.getByLabel('Type c5a1b2c3 to confirm').fill('c5a1b2c3')
    await write.click()
    await dialog.waitFor({ state: 'detached' })
    await card(withEeprom)
      .getByRole('status')
      .getByText('Written: the board has what was sent')
      .waitFor()
    await card(withEeprom).getByRole('button', { name: 'What the board told' }).click()
    const told = card(withEeprom).getByRole('group', { name: 'What the board told' })
    await told.getByText('EEPROM_UPDATE: success').waitFor()
  })

  test('are taken off the list once they are unplugged', async () => {
    for (const path of [good, bad, withEeprom]) {
      await button(path, 'Take off the list').click()
      await card(path).waitFor({ state: 'detached' })
    }
    await screen.page.getByText('Boards on USB cables').waitFor({ state: 'detached' })
  })

  test('boot by themselves once a person has said so, in every window', async () => {
    const client = await screen.bench.station.client()
    await client.usb.setAutomatic({ target: 'agent' })
    await screen.page.getByRole('button', { name: /Boot by themselves/ }).click()
    await screen.page.getByRole('option', { name: 'No: they wait for me' }).click()
    await screen.page.getByText('Boards on USB cables').waitFor({ state: 'detached' })
    expect(screen.errors).toEqual([])
  })
})
