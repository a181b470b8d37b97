import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type BenchUnderTest, startBench } from './bench-under-test.ts'
import { type AxeWindow, chromiumIsThere, chromiumPath, startChromium } from './browser.ts'
import { boardCards, deploy, readyBoards } from './screen.ts'

const limit = 30_000
const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

const themes = ['light', 'dark', 'high-contrast'] as const
type Theme = (typeof themes)[number]

/** Themes differ in colours alone: the other rules are asked once. */
const colourRules = ['color-contrast', 'link-in-text-block']

/** WCAG 2.2 A and AA and axe's best practices; text in high contrast must reach AAA. */
function optionsFor(theme: Theme): RunOptions {
  // Without the places that passed it is several times faster.
  const resultTypes: RunOptions['resultTypes'] = ['violations']
  if (theme === 'light') return { resultTypes }
  const enhanced = theme === 'high-contrast' ? ['color-contrast-enhanced'] : []
  return { resultTypes, runOnly: { type: 'rule', values: [...colourRules, ...enhanced] } }
}

/** What axe found, one line for each place. */
async function violationsOn(page: Page, theme: Theme, within: string): Promise<string[]> {
  const results = await page.evaluate<AxeResults, [Theme, string, RunOptions]>(
    ([name, selector, options]) => {
      document.documentElement.dataset.theme = name
      // react-aria's live region speaks of a pending button by its id, and keeps that for some seconds after the button is gone.
      const context = { include: selector, exclude: '[data-live-announcer]' }
      return (window as unknown as AxeWindow).axe.run(context, options)
    },
    [theme, within, optionsFor(theme)],
  )
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html, failureSummary }) =>
      [theme, id, help, target.join(' '), html, failureSummary?.split('\n').at(1)?.trim()].join(
        ' | ',
      ),
    ),
  )
}

/** `within` is a selector: what lies behind a dialog was looked at before it opened. */
async function violationsIn(
  page: Page,
  wanted: readonly Theme[],
  within = 'html',
): Promise<string[]> {
  const found: string[] = []
  for (const theme of wanted) found.push(...(await violationsOn(page, theme, within)))
  return found
}

if (!chromiumIsThere()) {
  console.warn(`The tests with axe are skipped: there is no Chromium at ${chromiumPath}.`)
}

describe.skipIf(!chromiumIsThere())('axe finds nothing wrong', () => {
  let bench: BenchUnderTest
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    bench = await startBench({ usbBoards: true, serialNodes: 3 })
    browser = await startChromium()
    // Colours that are on their way between two states can't be judged.
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
    })
    page = await context.newPage()
    page.setDefaultTimeout(limit)
    await page.addInitScript(axeSource)
    await page.goto(bench.url)
    await boardCards(page).first().waitFor()
    const boardsAfter = await page.evaluate(() => performance.now())
    const paint = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    )
    console.info(
      `First paint ${Math.round(paint ?? Number.NaN)} ms, boards ${Math.round(boardsAfter)} ms after the address was opened.`,
    )
  })

  afterAll(async () => {
    await browser?.close()
    await bench?.stop()
  })

  afterEach(async ({ task }) => {
    // A dialog that a failed step left open must not fail the steps after it as well.
    if (task.result?.state === 'fail') await page.reload()
  })

  async function open(hash: string): Promise<void> {
    await page.evaluate((to) => {
      window.location.hash = to
    }, hash)
    const [, name = ''] = hash.split('/')
    // The window is named after its page once that has taken the place of the one before.
    await page.waitForFunction((start) => document.title.toLowerCase().startsWith(start), name)
    await page.getByText('Loading the page…').waitFor({ state: 'hidden' })
    await page.locator('main').getByRole('heading').first().waitFor()
  }

  /** Opens what the first link to such an address leads to. */
  async function openFirst(from: string, to: string): Promise<void> {
    await open(from)
    const link = page.locator(`main a[href^="${to}"]`).first()
    await open((await link.getAttribute('href')) ?? '')
    await page.waitForURL((url) => url.hash.startsWith(to))
  }

  test.each(['bench', 'consoles', 'images', 'history', 'traffic', 'settings', 'doctor', 'about'])(
    'on the page %s',
    async (name) => {
      await open(`#/${name}`)
      expect(await violationsIn(page, themes)).toEqual([])
    },
  )

  test('on the bench with the list of power ports', async () => {
    await open('#/bench')
    await page.getByRole('button', { name: /^Power ports/ }).click()
    await page.getByText('ClusterHAT p1').waitFor()
    expect(await violationsIn(page, ['light'])).toEqual([])
  })

  test('in the dialog that plans a bootloader', async () => {
    await open('#/bench')
    await page.getByRole('button', { name: 'Bootloader', exact: true }).first().click()
    await page.getByRole('dialog').getByText('What would be written').waitFor()
    await page.getByRole('button', { name: 'Whole configuration' }).click()
    expect(await violationsIn(page, ['light'])).toEqual([])
    await page.keyboard.press('Escape')
  })

  test('on the gallery, which shows every part in every theme', async () => {
    await open('#/gallery')
    expect(await violationsIn(page, ['light'])).toEqual([])
  })

  test('on the bench as a table', async () => {
    await open('#/bench')
    await page.getByText('Table', { exact: true }).first().click()
    await page.getByRole('grid').first().waitFor()
    expect(await violationsIn(page, themes)).toEqual([])
    await page.getByText('Cards', { exact: true }).first().click()
  })

  test('on the page of a board', async () => {
    await open('#/bench')
    const label = await boardCards(page).first().getAttribute('aria-label')
    await page.keyboard.press('ControlOrMeta+K')
    await page.keyboard.type(label?.replace(/^Board /, '') ?? '')
    await page.keyboard.press('Enter')
    await page.waitForURL(/#\/board\//)
    await page.getByRole('heading', { level: 2 }).first().waitFor()
    expect(await violationsIn(page, themes)).toEqual([])
  })

  test('on the page of a job', async () => {
    await open('#/bench')
    await expect.poll(() => readyBoards(page), { timeout: limit }).not.toEqual([])
    const [label = ''] = await readyBoards(page)
    await deploy(page, label, bench.imageName)
    await openFirst('#/history', '#/job/')
    expect(await violationsIn(page, themes)).toEqual([])
  })

  test('on the page of an image', async () => {
    await openFirst('#/images', '#/image/')
    expect(await violationsIn(page, themes)).toEqual([])
  })

  test.each([
    ['the command palette', 'ControlOrMeta+K', 'Commands'],
    ['the keyboard help', '?', 'Keyboard'],
  ])('in %s', async (_, key, name) => {
    await open('#/bench')
    await page.keyboard.press(key)
    const dialog = page.getByRole('dialog', { name })
    await dialog.waitFor()
    expect(await violationsIn(page, themes, '[role=dialog]')).toEqual([])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
  })

  test.each(['Deploy', 'Backup'])('in the dialog of %s', async (name) => {
    await open('#/bench')
    await boardCards(page)
      .getByRole('button', { name, exact: true, disabled: false })
      .first()
      .click()
    await page.getByRole('dialog').waitFor()
    expect(await violationsIn(page, themes, '[role=dialog]')).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  })

  test('in the dialog of a batch, in its banner, and in the dialog of a group beside it', async () => {
    await open('#/bench')
    await page.getByRole('button', { name: 'Batch…' }).click()
    const batch = page.getByRole('dialog')
    await batch.getByText(/^Yes, erase/).click()
    expect(await violationsIn(page, themes, '[role=dialog]')).toEqual([])
    await batch.getByRole('button', { name: /^Start the batch/ }).click()
    await batch.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: /^Stop batch/ }).waitFor()
    expect(await violationsIn(page, themes, '[aria-label^="Batch"]')).toEqual([])
    await page.keyboard.press('ControlOrMeta+A')
    await page.getByRole('button', { name: /^Deploy \d/ }).click()
    await page.getByRole('dialog').waitFor()
    expect(await violationsIn(page, themes, '[role=dialog]')).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('F8')
    await page.getByRole('button', { name: /^Stop batch/ }).waitFor({ state: 'hidden' })
  })
})
