import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Board } from '../../contract/board.ts'
import { chromiumIsThere, chromiumPath } from './browser.ts'
import { type ScreenUnderTest, startScreen } from './screen-under-test.ts'

if (!chromiumIsThere()) {
  console.warn(`The tests of the board page are skipped: there is no Chromium at ${chromiumPath}.`)
}

describe.skipIf(!chromiumIsThere())('the page of a board', () => {
  let screen: ScreenUnderTest
  let board: Board
  let stuckId: string

  beforeAll(async () => {
    screen = await startScreen(18, { timing: { silence: 60_000, stuck: { fileMissing: 1_500 } } })
    const { bench } = screen
    const { boards, start } = await bench.addBoards({
      count: 2,
      models: ['cm4'],
      faultsInOrder: [{}, { neededFile: 'needed.bin' }],
    })
    await start()
    const [good, bad] = boards
    if (!good || !bad) throw new Error('There are no boards.')
    board = await bench.station.readyBoard(good.identity.serial)
    stuckId = await bench.station.until('a stuck board', (event) =>
      event.kind === 'boardChanged' && event.board.stuck !== null ? event.board.id : undefined,
    )
  })

  afterAll(async () => {
    await screen?.stop()
  })

  const panel = (name: string): Locator => screen.page.getByRole('region', { name, exact: true })

  test('tells what the board is, and how its bootloader boots', async () => {
    await screen.show(`#/board/${board.id}`)
    const hardware = panel('Hardware')
    for (const known of [board.serial, board.macs[0], board.ip, board.storages[0]?.cid]) {
      await hardware.getByText(known ?? 'nothing', { exact: true }).waitFor()
    }
    const bootloader = panel('Bootloader')
    await bootloader.getByText(/^Built on \w+ \d+, 20\d\d/).waitFor()
    const steps = await bootloader.getByRole('listitem').allTextContents()
    expect(steps).toEqual(['Network', 'SD card or eMMC', 'Begin again'])
  })

  test('tells what happened to it', async () => {
    const timeline = panel('Timeline')
    for (const words of ['Power came on', 'Got an address', 'Agent was ready']) {
      await timeline.getByText(words).first().waitFor()
    }
  })

  test('keeps a note', async () => {
    const { page } = screen
    await page.getByRole('button', { name: 'Change the note' }).click()
    await page.getByRole('textbox', { name: 'Note' }).fill('eMMC replaced in March')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await panel('Note').getByText('eMMC replaced in March').waitFor()
    await page.reload()
    await panel('Note').getByText('eMMC replaced in March').waitFor()
  })

  test('keeps a photo of the label, scaled down, until it is removed', async () => {
    const { page } = screen
    await page.locator('input[type=file]').setInputFiles({
      name: 'label.png',
      mimeType: 'image/png',
      buffer: await largePicture(),
    })
    const photo = page.getByRole('img', { name: `Photo of the label of ${board.serial}` })
    await photo.waitFor()
    await page.reload()
    await photo.waitFor()
    const size = await photo.evaluate((image: HTMLImageElement) => [
      image.naturalWidth,
      image.naturalHeight,
    ])
    expect(size).toEqual([1280, 640])
    await page.getByRole('button', { name: 'Remove the photo' }).click()
    await photo.waitFor({ state: 'detached' })
  })

  test('says when a file is no picture', async () => {
    const { page } = screen
    await page.locator('input[type=file]').setInputFiles({
      name: 'label.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from('not a picture'),
    })
    await page.getByText('This file can’t be read as a picture.').waitFor()
  })

  test('says why a board is stuck, with the packets that prove it', async () => {
    const { page } = screen
    await screen.show(`#/board/${stuckId}`)
    const stuck = panel('Why it is stuck')
    await stuck.getByText('The board asked for needed.bin. The station has no such file').waitFor()
    for (const title of ['Seen', 'Expected', 'Probable cause', 'What to do']) {
      expect(await stuck.getByRole('term').filter({ hasText: title }).count()).toBe(1)
    }
    const proof = stuck.getByRole('list', { name: 'The packets that prove it' })
    await proof
      .getByText(/^ERROR 1 File not found: needed\.bin/)
      .first()
      .waitFor()
    await stuck.getByRole('button', { name: 'Show in traffic' }).click()
    await page.getByRole('heading', { name: 'Traffic', exact: true }).waitFor()
    await page.getByRole('region', { name: /^Packet / }).waitFor()
    await page.locator('[role=row][aria-current=true]').waitFor()
  })

  test('opens a board that was forgotten from what its jobs tell', async () => {
    const { page, bench } = screen
    const client = await bench.station.client()
    const job = await bench.station.endOf(await bench.station.deploy(board, bench.imageId))
    expect(job.state.kind).toBe('done')
    await bench.station.until('the board boots its own system', (event) =>
      event.kind === 'boardChanged' &&
      event.board.id === board.id &&
      event.board.stage.kind === 'local'
        ? true
        : undefined,
    )
    await client.boards.forget({ id: board.id })
    await screen.show(`#/board/${board.id}`)
    await page.getByText('This board is not on the bench any more').waitFor()
    await page.getByRole('grid', { name: 'Jobs' }).getByText('Done').waitFor()
    await panel('Timeline').getByText('Deploy done and verified').waitFor()
  })

  test('says when it knows no such board', async () => {
    await screen.show('#/board/nobody')
    await screen.page.getByText('This board is not known').waitFor()
  })

  test('no script failed meanwhile', () => {
    expect(screen.errors).toEqual([])
  })

  /** A PNG of 2560 x 1280 pixels, drawn by the browser. */
  async function largePicture(): Promise<Buffer> {
    const base64 = await screen.page.evaluate(async () => {
      const canvas = new OffscreenCanvas(2560, 1280)
      const context = canvas.getContext('2d')
      if (context === null) throw new Error('no canvas')
      context.fillStyle = 'teal'
      context.fillRect(100, 100, 500, 500)
      const reader = new FileReader()
      const read = new Promise((resolve) => reader.addEventListener('load', resolve))
      reader.readAsDataURL(await canvas.convertToBlob())
      await read
      return String(reader.result).split(',')[1] ?? ''
    })
    return Buffer.from(base64, 'base64')
  }
})
