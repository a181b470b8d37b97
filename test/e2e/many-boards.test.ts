import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { chromiumIsThere, chromiumPath, startChromium } from './browser.ts'
import { startBusyStation } from './busy-station.ts'
import { drawn } from './drawn.ts'
import { type FrameSummary, frameLimit, traceFrames } from './frame-trace.ts'

const limit = 60_000
const traceFolder = join(import.meta.dirname, '../../build/traces')

if (!chromiumIsThere()) {
  console.warn(`The tests with many boards are skipped: there is no Chromium at ${chromiumPath}.`)
}

/** Keeps what was measured beside the build, and prints it. */
function report(name: string, summary: FrameSummary): void {
  mkdirSync(traceFolder, { recursive: true })
  writeFileSync(join(traceFolder, `${name}.json`), `${JSON.stringify(summary, null, 2)}\n`)
  console.log(`${name}: ${JSON.stringify(summary)}`)
}

describe.skipIf(!chromiumIsThere())('a bench with many boards', () => {
  let browser: Browser
  let context: BrowserContext | undefined
  let station: (Awaited<ReturnType<typeof startBusyStation>> & { boards: number }) | undefined

  beforeAll(async () => {
    browser = await startChromium()
  })

  afterEach(() => context?.close())

  afterAll(async () => {
    await browser?.close()
    await station?.stop()
  })

  /** One with 10,000 boards takes seconds to start, so the same one is used for both views. */
  async function stationWith(boards: number, busy: number): Promise<{ readonly url: string }> {
    if (station?.boards !== boards) {
      await station?.stop()
      station = undefined
      const wish = { boards, busy, updatesPerSecond: 10, slots: true }
      station = { ...(await startBusyStation(wish)), boards }
    }
    return station
  }

  async function open(
    wish: { readonly boards: number; readonly busy: number },
    view: 'cards' | 'table',
  ): Promise<Page> {
    const { url } = await stationWith(wish.boards, wish.busy)
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    await context.addInitScript((benchView) => {
      localStorage.setItem(
        'bootbench-preferences',
        JSON.stringify({ state: { benchView, firstStepsHidden: true }, version: 0 }),
      )
    }, view)
    const page = await context.newPage()
    page.setDefaultTimeout(limit)
    await page.goto(url)
    return page
  }

  test.each(['cards', 'table'] as const)(
    '200 boards that change ten times a second leave each frame of the %s its time',
    async (view) => {
      const page = await open({ boards: 200, busy: 200 }, view)
      await page
        .getByText(/^(Writing|Verifying)/)
        .first()
        .waitFor()
      // What is made once at the start is no part of the question.
      await drawn(page, 20)
      const summary = await traceFrames(page, () => drawn(page, 100))
      report(`bench-${view}`, summary)
      expect(summary.frames).toBeGreaterThan(90)
      expect(summary.overLimit, `frames over ${frameLimit} ms`).toBe(0)
    },
  )

  test('10,000 boards are a table of a few dozen lines in the document, from the first to the last', async () => {
    const page = await open({ boards: 10_000, busy: 20 }, 'table')
    const grid = page.getByRole('grid', { name: 'Boards' })
    await grid.getByRole('row').nth(3).waitFor()
    expect(Number(await grid.getAttribute('aria-rowcount'))).toBeGreaterThan(10_000)
    expect(await grid.getByRole('row').count()).toBeLessThan(60)
    await grid.getByRole('row').nth(3).click()
    await page.keyboard.press('End')
    await grid.getByText('Z24', { exact: true }).first().waitFor()
    expect(await grid.getByRole('row').count()).toBeLessThan(60)
  })

  test('10,000 cards are found by a search and chosen by one key', async () => {
    const page = await open({ boards: 10_000, busy: 20 }, 'cards')
    await page.getByRole('article').first().waitFor()
    expect(await page.getByRole('article').count()).toBeLessThan(40)
    await page.keyboard.press('ControlOrMeta+A')
    await page.getByText('10000 boards selected').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('searchbox').fill('1000000000001388')
    await page.getByRole('article', { name: 'Board 1000000000001388' }).waitFor()
    expect(await page.getByRole('article').count()).toBe(1)
  })
})
