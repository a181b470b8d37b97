import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chromiumIsThere, chromiumPath, startChromium } from './browser.ts'
import { startBusyStation } from './busy-station.ts'

const limit = 30_000

/** Asked again until it is so. */
function eventually<Value>(value: () => Promise<Value>) {
  return expect.poll(value, { timeout: limit })
}

if (!chromiumIsThere()) {
  console.warn(`The tests of the frame are skipped: there is no Chromium at ${chromiumPath}.`)
}

describe.skipIf(!chromiumIsThere())('the frame around the pages', () => {
  let station: Awaited<ReturnType<typeof startBusyStation>>
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    station = await startBusyStation({ boards: 30, busy: 0, updatesPerSecond: 1, slots: true })
    browser = await startChromium()
  })

  beforeEach(async () => {
    // Each in a context of its own: preferences are kept in the browser.
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    page = await context.newPage()
    page.setDefaultTimeout(limit)
  })

  afterEach(() => page.context().close())

  afterAll(async () => {
    await browser?.close()
    await station?.stop()
  })

  async function open(hash: string): Promise<void> {
    await page.goto(`${station.url}#/${hash}`)
    await page.locator('main').getByRole('heading', { level: 2 }).first().waitFor()
  }

  async function command(name: string): Promise<void> {
    await page.keyboard.press('ControlOrMeta+K')
    await page.keyboard.type(name)
    await page.getByRole('menuitem').first().waitFor()
    await page.keyboard.press('Enter')
  }

  test('finds a board by its slot, and opens its page', async () => {
    await open('about')
    await command('A7')
    await page.waitForURL(/#\/board\/./)
    await page.getByText('1000000000000006').first().waitFor()
    expect(await page.title()).toBe('Board – Bootbench')
  })

  test('changes the language at once, and keeps it', async () => {
    await open('about')
    await command('Deutsch')
    await page.getByRole('heading', { name: 'Über Bootbench' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Über Bootbench' }).waitFor()
    expect(await page.getAttribute('html', 'lang')).toBe('de')
    expect(await page.title()).toBe('Über – Bootbench')
  })

  test('has a chosen theme before anything is painted', async () => {
    await open('about')
    await command('theme dark')
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark')
    // Without the bundle, only what runs before the first paint can set it.
    await page.route('**/assets/*.js', (route) => route.abort())
    await page.reload({ waitUntil: 'domcontentloaded' })
    expect(await page.getAttribute('html', 'data-theme')).toBe('dark')
  })

  test('makes targets large on request', async () => {
    await open('about')
    const search = page.getByRole('button', { name: 'Commands' })
    expect((await search.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    await command('large targets on')
    await eventually(async () => (await search.boundingBox())?.height).toBeGreaterThanOrEqual(56)
  })

  test('keeps its header when a page can’t be loaded', async () => {
    await page.route('**/assets/TrafficPage*.js', (route) => route.abort())
    await open('about')
    await page.getByRole('link', { name: 'Traffic' }).click()
    await page.getByRole('heading', { name: 'This page failed' }).waitFor()
    await page.getByRole('link', { name: 'About' }).click()
    await page.getByRole('heading', { name: 'About Bootbench' }).waitFor()
  })

  test('a table of 10,000 rows is used by keyboard, and only rows in sight are in the document', async () => {
    await open('gallery')
    const grid = page.getByRole('grid', { name: 'A table of 10,000 rows' })
    expect(await grid.getAttribute('aria-rowcount')).toBe('10005')
    await grid.getByRole('row', { name: 'Row 1', exact: false }).first().focus()
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-key'))
    await page.keyboard.press('End')
    await eventually(focused).toBe('9999')
    await page.keyboard.press('ArrowUp')
    await eventually(focused).toBe('9998')
    await page.keyboard.press('Home')
    await eventually(focused).toBe('0')
    await page.keyboard.press('Space')
    const chosen = grid.locator('[data-key="0"]')
    expect(await chosen.getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('ControlOrMeta+A')
    const all = grid.getByRole('checkbox', { name: 'Select all rows' })
    await eventually(() => all.isChecked()).toBe(true)
    await page.keyboard.press('Escape')
    await eventually(() => all.isChecked()).toBe(false)
    expect(await grid.getByRole('row').count()).toBeLessThan(60)
  })

  test('sorts a table by a column’s header, which tells so', async () => {
    await open('gallery')
    const grid = page.getByRole('grid', { name: 'A table of 10,000 rows' })
    const number = grid.getByRole('columnheader', { name: 'Number' })
    await number.getByRole('button').click()
    await number.getByRole('button').click()
    await eventually(() => number.getAttribute('aria-sort')).toBe('descending')
    await grid.getByText('Row 10000', { exact: true }).waitFor()
  })
})
