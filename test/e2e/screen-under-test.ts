import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Download, Page } from 'playwright-core'
import { createTestBench, type TestBench } from '../station/bench.ts'
import { startChromium } from './browser.ts'

/** A real station with its image, and a page of the user interface in Chromium. */
export type ScreenUnderTest = {
  readonly bench: TestBench
  readonly page: Page
  /** What scripts threw on the page; none should. */
  readonly errors: readonly string[]
  /** Shows the page at this address, for example `#/history`. */
  show(hash: string): Promise<void>
  stop(): Promise<void>
}

const limit = 30_000

/** `number` keeps stations of different test files apart. Add boards to `bench` yourself. */
export async function startScreen(
  number: number,
  options: Parameters<typeof createTestBench>[1] = {},
): Promise<ScreenUnderTest> {
  if (!existsSync(join(import.meta.dirname, '../../build/renderer/index.html'))) {
    throw new Error(
      'The user interface is not built. Run the tests by "npm test", which builds it.',
    )
  }
  const [bench, browser] = await Promise.all([createTestBench(number, options), startChromium()])
  const page = await openPage(browser)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  return {
    bench,
    page,
    errors,
    show: async (hash) => {
      await page.goto(`${bench.station.controlUrl}/${hash}`)
    },
    stop: async () => {
      await browser.close()
      await bench.stop()
    },
  }
}

async function openPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 900 },
    locale: 'en',
    // No test waits for a movement to end, and no processor draws one.
    reducedMotion: 'reduce',
  })
  page.setDefaultTimeout(limit)
  return page
}

/** The file that this act makes the browser save. */
export async function download(page: Page, act: () => Promise<void>): Promise<Saved> {
  const [file] = await Promise.all([page.waitForEvent('download'), act()])
  return { fileName: file.suggestedFilename(), bytes: await bytesOf(file) }
}

export type Saved = { readonly fileName: string; readonly bytes: Buffer }

async function bytesOf(file: Download): Promise<Buffer> {
  return readFile(await file.path())
}
