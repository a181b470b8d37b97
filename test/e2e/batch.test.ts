import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumIsThere, chromiumPath } from './browser.ts'
import { boardCard } from './screen.ts'
import { type ScreenUnderTest, startScreen } from './screen-under-test.ts'

if (!chromiumIsThere()) {
  console.warn(`The tests of the batch are skipped: there is no Chromium at ${chromiumPath}.`)
}

describe.skipIf(!chromiumIsThere())('a batch', () => {
  let screen: ScreenUnderTest
  let next: Awaited<ReturnType<ScreenUnderTest['bench']['addBoards']>>

  beforeAll(async () => {
    screen = await startScreen(42)
    const { bench } = screen
    const there = await bench.addBoards({ count: 1, models: ['cm4'] })
    next = await bench.addBoards({ count: 2, models: ['cm4'] })
    await there.start()
    await bench.station.readyBoard(there.boards[0]?.identity.serial ?? '')
    await screen.show('#/bench')
  })

  afterAll(async () => {
    await screen?.stop()
  })

  const banner = (): Locator => screen.page.getByRole('region', { name: /^Batch/ })
  const serial = (number: number): string => next.boards[number]?.identity.serial ?? ''

  async function begin(count: number): Promise<void> {
    const { page } = screen
    await page.getByRole('button', { name: 'Batch…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Deploy to the next boards that appear' })
    await dialog.getByRole('textbox', { name: 'How many boards' }).fill(String(count))
    await dialog.getByRole('radio', { name: 'eMMC' }).click()
    await dialog.getByText(/^Yes, erase the eMMC of the next/).click()
    await dialog.getByRole('button', { name: /^Start the batch/ }).click()
    await dialog.waitFor({ state: 'hidden' })
  }

  test('must be confirmed anew when its number changes', async () => {
    const { page } = screen
    await page.getByRole('button', { name: 'Batch…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Deploy to the next boards that appear' })
    await dialog.getByText('Yes, erase the eMMC of the next 10 boards that appear').click()
    const count = dialog.getByRole('textbox', { name: 'How many boards' })
    await count.fill('11')
    await dialog.getByText('were changed: confirm again').waitFor()
    expect(await dialog.getByRole('button', { name: /^Start the batch/ }).isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
  })

  test('is stopped by one key in the countdown of a board, which is then not touched', async () => {
    const { page } = screen
    await begin(2)
    await banner().getByText('Waits for boards: switch the next one on.').waitFor()
    // On another page, while somebody types.
    await page.getByRole('navigation').getByRole('link', { name: 'Traffic' }).click()
    await page.getByRole('searchbox').first().fill('typing')
    await next.boards[0]?.powerOn()
    await banner()
      .getByText(/ is erased in \d+ s/)
      .waitFor()
    await page.keyboard.press('F8')
    await banner().getByText('Batch stopped').waitFor()
    await banner().getByRole('button', { name: 'Dismiss the batch' }).click()
    await banner().waitFor({ state: 'hidden' })
    const client = await screen.bench.station.client()
    expect(await client.jobs.list()).toEqual([])
  })

  test('deploys to the next board that appears, and to none that was there', async () => {
    const { page } = screen
    await screen.show('#/bench')
    await begin(1)
    await next.boards[1]?.powerOn()
    await banner().getByText('1 of 1 boards begun').waitFor()
    await boardCard(page, serial(1)).getByText('written, read back and matched').waitFor()
    await banner().getByText('Batch complete').waitFor()
    await banner().getByText('1 done').waitFor()
    const client = await screen.bench.station.client()
    expect((await client.jobs.list()).map(({ boardSerial }) => boardSerial)).toEqual([serial(1)])
  })

  test('no script failed meanwhile', () => {
    expect(screen.errors).toEqual([])
  })
})
