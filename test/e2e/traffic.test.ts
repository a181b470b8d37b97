import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Board } from '../../contract/board.ts'
import type { SimulatedBoard } from '../../simulator/simulated-board.ts'
import { chromiumIsThere, chromiumPath } from './browser.ts'
import { download, type ScreenUnderTest, startScreen } from './screen-under-test.ts'

if (!chromiumIsThere()) {
  console.warn(`The tests of the traffic are skipped: there is no Chromium at ${chromiumPath}.`)
}

describe.skipIf(!chromiumIsThere())('the traffic page', () => {
  let screen: ScreenUnderTest
  let simulated: SimulatedBoard
  let board: Board

  beforeAll(async () => {
    screen = await startScreen(17)
    const boards = await screen.bench.addBoards({ count: 1, models: ['cm4'] })
    await screen.show('#/traffic')
    await screen.page.getByText('Nothing was recorded yet.').waitFor()
    await boards.start()
    const [first] = boards.boards
    if (!first) throw new Error('There is no board.')
    simulated = first
    board = await screen.bench.station.readyBoard(simulated.identity.serial)
  })

  afterAll(async () => {
    await screen?.stop()
  })

  const table = (): Locator => screen.page.getByRole('grid', { name: 'Traffic' })
  const search = (text: string): Promise<void> =>
    screen.page.getByLabel('Search', { exact: true }).fill(text)
  const row = (name: RegExp): Locator => table().getByRole('row', { name }).first()

  test('shows a boot as it happens, from DISCOVER to the calls of the agent', async () => {
    const signs = ['DISCOVER', 'OFFER', 'RRQ', 'all acknowledged', 'POST /api/register-device']
    for (const sign of signs) {
      await search(sign)
      await row(new RegExp(sign)).waitFor()
    }
    await search('')
  })

  test('shows one protocol in one direction only', async () => {
    const { page } = screen
    await page.getByRole('button', { name: 'Protocol' }).click()
    await page.getByRole('option', { name: 'DHCP' }).click()
    await page.getByRole('radio', { name: 'Sent' }).click()
    await expect
      .poll(async () => {
        const summaries = await table().getByRole('rowheader').allTextContents()
        return new Set(summaries.map((summary) => summary.split(' ')[0]))
      })
      .toEqual(new Set(['OFFER', 'ACK']))
    await page.getByRole('radio', { name: 'Both' }).click()
  })

  test('says what an entry means, and what came before it', async () => {
    const { page } = screen
    await row(/OFFER/).click()
    const details = page.getByRole('region', { name: /^Packet / })
    await details.getByText('A DHCP server offers an address.').waitFor()
    await details.getByText(/ms after DISCOVER/).waitFor()
    await details.getByRole('button', { name: 'Close' }).click()
  })

  test('stands still while it is paused, and goes on', async () => {
    const { page } = screen
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('· Paused.').waitFor()
    await simulated.powerOff()
    await simulated.powerOn()
    await page.getByText(/Paused\. \d+ more since then\./).waitFor()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('Paused').waitFor({ state: 'hidden' })
  })

  test('shows one board only, and leads to it', async () => {
    const { page } = screen
    await page.getByRole('button', { name: 'Board', exact: false }).first().click()
    await page.getByRole('option', { name: board.serial ?? '' }).click()
    await table()
      .getByRole('link', { name: board.serial ?? '' })
      .first()
      .click()
    await page.getByRole('heading', { name: board.serial ?? '' }).waitFor()
    await page.goBack()
  })

  test('saves a capture that other programs open', async () => {
    const { page } = screen
    const { fileName, bytes } = await download(page, () =>
      page.getByRole('button', { name: 'Save as pcapng' }).click(),
    )
    expect(fileName).toMatch(/\.pcapng$/)
    // draft-ietf-opsawg-pcapng, section 4.1: the section header block, and its byte-order magic.
    expect(bytes.subarray(0, 4).toString('hex')).toBe('0a0d0d0a')
    expect(['1a2b3c4d', '4d3c2b1a']).toContain(bytes.subarray(8, 12).toString('hex'))
  })

  test('no script failed meanwhile', () => {
    expect(screen.errors).toEqual([])
  })
})
