import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumIsThere, chromiumPath } from './browser.ts'
import { type ScreenUnderTest, startScreen } from './screen-under-test.ts'

if (!chromiumIsThere()) {
  console.warn(`The tests of the images are skipped: there is no Chromium at ${chromiumPath}.`)
}

/** A disk image of 1 MiB with one partition, told apart by its filling. */
function smallImage(filling: string): Buffer {
  const image = Buffer.alloc(1 << 20, filling)
  image.fill(0, 0, 512)
  image.writeUInt8(0x83, 446 + 4)
  image.writeUInt32LE(1, 446 + 8)
  image.writeUInt32LE(2047, 446 + 12)
  image.writeUInt16BE(0x55aa, 510)
  return image
}

const webImage = smallImage('from the web')
const webSum = createHash('sha256').update(webImage).digest('hex')

describe.skipIf(!chromiumIsThere())('the images', () => {
  let screen: ScreenUnderTest
  let server: Server
  let base: string

  beforeAll(async () => {
    screen = await startScreen(43)
    server = createServer((request, response) => {
      if (request.url === '/web.img') response.end(webImage)
      else response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await screen.show('#/images')
  })

  afterAll(async () => {
    server?.closeAllConnections()
    server?.close()
    await screen?.stop()
  })

  const row = (name: string): Locator =>
    screen.page.getByRole('grid', { name: 'Images' }).getByRole('row').filter({ hasText: name })

  async function importFromWeb(path: string, sha256: string, name = ''): Promise<void> {
    const { page } = screen
    await page.getByRole('tab', { name: 'Web address' }).click()
    await page.getByLabel('Address of the image file').fill(`${base}${path}`)
    await page.getByLabel('SHA-256 (optional)').fill(sha256)
    await page.getByLabel('Name in the library (optional)').fill(name)
    await page.getByRole('button', { name: 'Download and import' }).click()
  }

  async function dismissAll(): Promise<void> {
    const buttons = screen.page
      .getByRole('region', { name: 'Imports' })
      .getByRole('button', { name: 'Dismiss' })
    for (let left = await buttons.count(); left > 0; left -= 1) await buttons.first().click()
  }

  test('what can’t be an address or a checksum is told beside its field, and nothing is asked', async () => {
    const { page } = screen
    await importFromWeb('/web.img', 'abc')
    await page.getByText('A SHA-256 has 64 digits from 0 to 9 and a to f; these are 3.').waitFor()
    await page.getByLabel('Address of the image file').fill('web.img')
    await page.getByText('This is no web address of a file.').waitFor()
    expect(await page.getByRole('region', { name: 'Imports' }).count()).toBe(0)
  })

  test('a download that does not match its checksum is refused in words', async () => {
    const { page } = screen
    await importFromWeb('/web.img', '0'.repeat(64))
    await page.getByText('web.img was not imported.').waitFor()
    await page
      .getByRole('alert')
      .filter({ hasText: '0'.repeat(64) })
      .waitFor()
    await dismissAll()
    await importFromWeb('/gone.img', '')
    await page.getByText('gone.img was not imported.').waitFor()
    await page.getByText('has no file at this address').waitFor()
    await dismissAll()
  })

  test('a download that matches becomes an image, and its checksum is shown', async () => {
    const { page } = screen
    await importFromWeb('/web.img', `${webSum.toUpperCase()}  web.img`, 'fresh from the web')
    await page.getByText('web.img is in the library').waitFor()
    await page.getByRole('region', { name: 'Imports' }).getByText(webSum).waitFor()
    await row('fresh from the web')
      .getByText(`Web: ${base.slice('http://'.length)}`)
      .waitFor()
    await dismissAll()
  })

  test('a file that is dropped anywhere on the window is imported', async () => {
    const { page } = screen
    await screen.show('#/history')
    const dropped = await page.evaluateHandle((base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      const data = new DataTransfer()
      data.items.add(new File([bytes], 'dropped.img'))
      return data
    }, smallImage('dropped').toString('base64'))
    await page.dispatchEvent('h1', 'dragenter', { dataTransfer: dropped })
    await page.getByText('Drop the files to import them').waitFor()
    await page.dispatchEvent('h1', 'drop', { dataTransfer: dropped })
    await page.getByText('Drop the files to import them').waitFor({ state: 'hidden' })
    await row('dropped').waitFor()
  })

  test('a path that leads nowhere is refused, with what to do', async () => {
    const { page } = screen
    await page.getByRole('tab', { name: 'Path on the station' }).click()
    await page.getByLabel('Path on the station’s computer').fill('/nowhere/card.img')
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('card.img was not imported.').waitFor()
    await dismissAll()
  })

  test('the page of an image shows its partitions, as a drawing and as a table', async () => {
    const { page, bench } = screen
    await screen.show('#/images')
    await row('test image').getByRole('link').click()
    await page.getByRole('heading', { name: 'test image', level: 2 }).waitFor()
    const partitions = page.getByRole('region', { name: 'Partitions' })
    await partitions
      .getByRole('img', { name: /1: bootfs, [\d.]+ MB; 2: rootfs, [\d.]+ MB/ })
      .waitFor()
    const table = partitions.getByRole('table', { name: 'Partitions' })
    for (const words of ['bootfs', 'rootfs', 'fat', 'ext4'])
      await table.getByText(words, { exact: false }).first().waitFor()
    const sum = createHash('sha256')
      .update(await readFile(bench.imagePath))
      .digest('hex')
    await page.getByText(sum).waitFor()
  })

  test('an image tells which jobs used it, also after it was renamed', async () => {
    const { page, bench } = screen
    const { boards, start } = await bench.addBoards({ count: 1, models: ['cm4'] })
    await start()
    const board = await bench.station.readyBoard(boards[0]?.identity.serial ?? '')
    await page.getByRole('button', { name: 'Rename test image' }).click()
    await page.getByRole('textbox', { name: 'Rename test image' }).fill('golden')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'golden', level: 2 }).waitFor()
    await bench.station.endOf(await bench.station.deploy(board, bench.imageId))
    const jobs = page.getByRole('region', { name: 'Deployed and backed up' })
    await jobs.getByText('Done', { exact: true }).waitFor()
    await screen.show('#/images')
    await row('golden').getByText('1', { exact: true }).waitFor()
    await row('dropped').getByText('none yet').waitFor()
  })

  test('an image is removed after a question, and its address says so', async () => {
    const { page } = screen
    await row('dropped').getByRole('link').click()
    await page.getByRole('button', { name: 'Remove dropped' }).click()
    const question = page.getByRole('alertdialog', { name: 'Remove dropped?' })
    await question.getByRole('button', { name: 'Remove' }).click()
    await page.getByText('This image is not there any more').waitFor()
  })

  test('no script failed meanwhile', () => {
    expect(screen.errors).toEqual([])
  })
})
