import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Board } from '../../contract/board.ts'
import { chromiumIsThere, chromiumPath } from './browser.ts'
import { boardCard, boardCards } from './screen.ts'
import { type ScreenUnderTest, startScreen } from './screen-under-test.ts'

if (!chromiumIsThere()) {
  console.warn(`The tests of the bench are skipped: there is no Chromium at ${chromiumPath}.`)
}

const slow = { storageBytesPerSecond: 16 * 1024 * 1024 }
const slots = ['A1', 'A2', 'B1']

describe.skipIf(!chromiumIsThere())('the bench', () => {
  let screen: ScreenUnderTest
  let good: readonly Board[] = []

  beforeAll(async () => {
    screen = await startScreen(41, { timing: { silence: 60_000, stuck: { fileMissing: 1_500 } } })
    // High enough for all cards: those far outside of the window are not in the document.
    await screen.page.setViewportSize({ width: 1280, height: 2400 })
    await screen.show('#/bench')
  })

  afterAll(async () => {
    await screen?.stop()
  })

  const named = (number: number): string => good[number]?.serial ?? ''
  const toolbar = (): Locator => screen.page.getByRole('region', { name: 'Selected boards' })
  const choose = (number: number): Locator =>
    screen.page.getByRole('checkbox', { name: `Select ${named(number)}` })

  test('leads through the first steps while there is no board', async () => {
    const { page } = screen
    await page.getByRole('heading', { name: 'From a cable to a deployed board' }).waitFor()
    await page.getByText('Serving on loopback').waitFor()
    const current = page.getByRole('listitem').filter({ hasText: 'Step 2, now' })
    await current.getByRole('img', { name: /plugged into the same switch/ }).waitFor()
  })

  test('shows boards in groups of their slots, as cards and as a table', async () => {
    const { bench, page } = screen
    const { boards, start } = await bench.addBoards({
      count: 4,
      models: ['cm4'],
      faultsInOrder: [slow, slow, slow, { neededFile: 'needed.bin' }],
    })
    await start()
    good = await Promise.all(
      boards.slice(0, 3).map((board) => bench.station.readyBoard(board.identity.serial)),
    )
    const client = await bench.station.client()
    for (const [number, { id }] of good.entries())
      await client.boards.setSlot({ id, slot: slots[number] ?? '' })
    await page.getByRole('heading', { name: /^Slots A/ }).waitFor()
    await page.getByRole('heading', { name: /^Slots B/ }).waitFor()
    await page.getByRole('radio', { name: 'Table' }).click()
    const grid = page.getByRole('grid', { name: 'Boards' })
    await grid
      .getByRole('rowheader')
      .filter({ hasText: named(0) })
      .waitFor()
    await grid.getByText('Slots A').waitFor()
    await page.getByRole('radio', { name: 'Cards' }).click()
    await boardCard(page, named(0)).waitFor()
  })

  test('finds boards by their words and their state', async () => {
    const { page } = screen
    await page.getByRole('searchbox', { name: 'Search' }).fill('b1')
    await expect.poll(() => boardCards(page).count()).toBe(1)
    await page.getByRole('searchbox', { name: 'Search' }).fill('no such board')
    await page.getByRole('button', { name: 'Show all boards' }).click()
    await expect.poll(() => boardCards(page).count(), { timeout: 10_000 }).toBe(4)
  })

  test('says in one line why a board is stuck, and leads to more', async () => {
    const { page } = screen
    await page.getByText('Asked for a file that is not there: needed.bin').waitFor()
    await page.getByRole('radio', { name: /^Stuck/ }).click()
    await page.getByRole('link', { name: /^Why is .* stuck\?$/ }).click()
    await page.getByRole('region', { name: 'Why it is stuck' }).waitFor()
    await page.goBack()
    await page.getByRole('radio', { name: /^All/ }).click()
  })

  test('chooses boards by click, range and key, and says why some are left out', async () => {
    const { page } = screen
    await choose(0).click()
    await choose(2).click({ modifiers: ['Shift'] })
    await toolbar().getByText('3 boards selected').waitFor()
    await page.keyboard.press('Escape')
    await toolbar().waitFor({ state: 'hidden' })
    await boardCard(page, named(1)).click({ position: { x: 8, y: 8 } })
    await toolbar().getByText('1 board selected').waitFor()
    await page.keyboard.press('ControlOrMeta+A')
    await toolbar().getByText('4 boards selected').waitFor()
    await toolbar().getByRole('button', { name: 'Console' }).hover()
    await toolbar()
      .getByText(/^None of these boards has a serial line/)
      .waitFor()
    await toolbar().getByRole('button', { name: 'Reboot 3' }).click()
    const dialog = page.getByRole('dialog', { name: 'Reboot 3 boards' })
    await dialog.getByRole('button', { name: '1 board is left out' }).click()
    await dialog.getByText(/Our agent does not run on this board now/).waitFor()
    await page.keyboard.press('Escape')
  })

  test('deploys to several boards only after exactly those were confirmed', async () => {
    const { bench, page } = screen
    await toolbar().getByRole('button', { name: 'Deploy 3' }).click()
    const dialog = page.getByRole('dialog', { name: /^Deploy to \d boards?$/ })
    for (const { serial, storages } of good) {
      expect(await dialog.textContent()).toContain(serial)
      expect(await dialog.textContent()).toContain(storages[0]?.path)
    }
    await dialog.getByText('Yes, erase 3 storages').click()
    await dialog.getByRole('button', { name: 'Erase and deploy to 3 boards' }).waitFor()
    // One of them gets other work meanwhile: what was confirmed is not what would happen any more.
    const [first] = good
    if (!first) throw new Error('There is no board.')
    const backup = await bench.station.backup(first)
    await dialog.getByText(/3 before, 2 now/).waitFor()
    const deed = dialog.getByRole('button', { name: 'Erase and deploy to 2 boards' })
    expect(await deed.isDisabled()).toBe(true)
    await dialog.getByText('Yes, erase 2 storages').click()
    await deed.click()
    await dialog.waitFor({ state: 'hidden' })
    for (const number of [1, 2]) {
      await boardCard(page, named(number)).getByText('written, read back and matched').waitFor()
    }
    await bench.station.endOf(backup)
    await boardCard(page, named(0)).getByText('sealed and checked').waitFor()
  })

  test('two browsers show the same, and what one does the other sees', async () => {
    const { bench, page } = screen
    const other = await page.context().browser()?.newPage()
    if (!other) throw new Error('The browser is gone.')
    await other.goto(`${bench.station.controlUrl}/#/bench`)
    for (const each of [page, other]) {
      await boardCard(each, named(1)).getByText('written, read back and matched').waitFor()
    }
    const client = await bench.station.client()
    await client.boards.rename({ id: good[0]?.id ?? '', name: 'seen by both' })
    for (const each of [page, other]) {
      await each.getByRole('heading', { name: 'seen by both', exact: true }).waitFor()
    }
    const card = boardCard(other, 'seen by both')
    await card.getByRole('button', { name: 'Rename seen by both' }).press('Enter')
    await other.keyboard.press('ControlOrMeta+A')
    await other.keyboard.type('renamed in one')
    await other.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'renamed in one', exact: true }).waitFor()
    await other.close()
  })

  test('is the same again after the station was killed and started', async () => {
    const { bench, page } = screen
    await bench.station.kill()
    await page.getByText('Connection to the station lost').waitFor()
    await bench.station.start()
    await page.getByText('Connection to the station lost').waitFor({ state: 'hidden' })
    await page.getByRole('heading', { name: 'renamed in one', exact: true }).waitFor()
    expect(await boardCards(page).count()).toBe(4)
  })

  test('no script failed meanwhile', () => {
    expect(screen.errors).toEqual([])
  })
})
