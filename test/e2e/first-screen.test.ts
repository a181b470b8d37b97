import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type BenchUnderTest, startBench } from './bench-under-test.ts'
import { chromiumIsThere, chromiumPath, startChromium } from './browser.ts'
import {
  boardCard,
  boardCards,
  deploy,
  openDeployConfirmation,
  openPage,
  readyBoards,
} from './screen.ts'

const limit = 30_000

/** A disk image of 1 MiB with one partition. */
function smallImage(): Buffer {
  const image = Buffer.alloc(1 << 20, 'bootbench')
  image.fill(0, 0, 512)
  image.writeUInt8(0x83, 446 + 4)
  image.writeUInt32LE(1, 446 + 8)
  image.writeUInt32LE(2047, 446 + 12)
  image.writeUInt16BE(0x55aa, 510)
  return image
}

if (!chromiumIsThere()) {
  console.warn(
    `The tests of the user interface are skipped: there is no Chromium at ${chromiumPath}.`,
  )
}

describe.skipIf(!chromiumIsThere())('the first screen', () => {
  let bench: BenchUnderTest
  let browser: Browser
  let page: Page
  const pageErrors: string[] = []

  beforeAll(async () => {
    bench = await startBench()
    browser = await startChromium()
    page = await browser.newPage({
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
    })
    page.setDefaultTimeout(limit)
    page.on('pageerror', (error) => pageErrors.push(error.message))
    await page.goto(bench.url)
  })

  afterEach(async ({ task }) => {
    // A dialog that a failed step left open must not fail the steps after it as well.
    if (task.result?.state === 'fail') await page.reload()
  })

  afterAll(async () => {
    await browser?.close()
    await bench?.stop()
  })

  /** A board whose agent runs now; a board that was deployed boots its own system and is not one any more. */
  async function readyBoard(): Promise<string> {
    let label: string | undefined
    await expect
      .poll(
        async () => {
          label = (await readyBoards(page)).find((ready) => ready !== bench.failingBoard)
          return label
        },
        { timeout: limit },
      )
      .toBeDefined()
    return label ?? ''
  }

  async function rename(name: string): Promise<void> {
    const card = boardCards(page).first()
    await card.getByRole('button', { name: /^Rename / }).press('Enter')
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type(name)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name, exact: true }).waitFor()
  }

  test('shows every board with its stages and what identifies it', async () => {
    await boardCards(page).first().waitFor()
    const label = await readyBoard()
    const card = boardCard(page, label)
    await card.getByRole('list', { name: 'Stages' }).waitFor()
    for (const term of ['Serial', 'MAC', 'IP', 'Storage']) {
      expect(await card.getByRole('term').filter({ hasText: term }).count()).toBe(1)
    }
  })

  test('writes nothing before a confirmation that names board, storage and image', async () => {
    const label = await readyBoard()
    const dialog = await openDeployConfirmation(page, label, bench.imageName)
    const text = await dialog.textContent()
    expect(text).toContain(bench.imageName)
    expect(text).toMatch(/(eMMC|SD card|NVMe|USB storage|Disk) [\d.]+ [MGT]B/)
    expect(text).toMatch(/Serial[0-9a-f]{8,16}/)
    expect(text).toContain('Everything on this storage will be erased.')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect(await boardCard(page, label).getByRole('button', { name: 'Cancel job' }).count()).toBe(0)
    // The keyboard goes on where it was.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Deploy')
  })

  test('deploys with live progress until it was read back and matched', async () => {
    const label = await readyBoard()
    await deploy(page, label, bench.imageName)
    const card = boardCard(page, label)
    await card.getByRole('progressbar').waitFor()
    await card.getByText('written, read back and matched').waitFor()
    await card.getByText('Done', { exact: true }).first().waitFor()
    // It boots its own system now: the steps after this one must not take it for a board that waits.
    await expect
      .poll(() => card.getByRole('button', { name: 'Identify' }).isEnabled(), { timeout: limit })
      .toBe(false)
  })

  test('backs a board up into an image of the library', async () => {
    const label = await readyBoard()
    await boardCard(page, label).getByRole('button', { name: 'Backup' }).click()
    const dialog = page.getByRole('dialog', { name: `Back up ${label}` })
    await dialog.getByLabel('Name for the new image').fill('kept by the test')
    await dialog.getByRole('button', { name: 'Start backup' }).click()
    await boardCard(page, label).getByText('sealed and checked').waitFor()
    await openPage(page, 'Images')
    await page.getByRole('rowheader').filter({ hasText: 'kept by the test' }).waitFor()
    await openPage(page, 'Bench')
  })

  test('cancels a running deploy after a question', async () => {
    const label = await readyBoard()
    await deploy(page, label, bench.imageName)
    const card = boardCard(page, label)
    await card.getByRole('progressbar').waitFor()
    await card.getByRole('button', { name: 'Cancel job' }).click()
    const question = page.getByRole('alertdialog')
    await question.getByRole('button', { name: 'Cancel job' }).click()
    await card.getByText('Cancelled. If writing had begun').waitFor()
  })

  test('does a cancelled deploy again after the same confirmation', async () => {
    const card = boardCards(page).filter({ hasText: 'Cancelled. If writing had begun' }).first()
    const label = (await card.getAttribute('aria-label'))?.replace(/^Board /, '') ?? ''
    await card.getByRole('button', { name: 'Retry' }).click()
    const dialog = page.getByRole('dialog', { name: `Deploy to ${label} again?` })
    await dialog.getByRole('button', { name: 'Erase and deploy' }).click()
    await boardCard(page, label).getByText('written, read back and matched').waitFor()
  })

  test('says why a deploy failed, and shows its log', async () => {
    const label = bench.failingBoard
    await deploy(page, label, bench.imageName)
    const card = boardCard(page, label)
    await card.getByText('Deploy: Failed').waitFor()
    await card.getByRole('button', { name: 'Retry' }).waitFor()
    await card.getByRole('button', { name: 'Log' }).click()
    const dialog = page.getByRole('dialog', { name: `Log of ${label}` })
    expect(await dialog.getByRole('region', { name: 'Log' }).textContent()).toMatch(/.{10}/)
    await dialog.getByRole('button', { name: 'Close' }).click()
  })

  test('renames a board by keyboard', async () => {
    await rename('renamed by keyboard')
  })

  test('takes an image from the browser, and says why another one is refused', async () => {
    await openPage(page, 'Images')
    const files = page.locator('input[type=file]')
    await files.setInputFiles({ name: 'fresh.img', mimeType: '', buffer: smallImage() })
    await page.getByRole('rowheader').filter({ hasText: 'fresh' }).waitFor()
    await files.setInputFiles({ name: 'broken.img', mimeType: '', buffer: Buffer.alloc(512) })
    await page.getByText('broken.img was not imported.').waitFor()
    await page.getByRole('button', { name: 'Dismiss' }).last().click()
    await openPage(page, 'Bench')
  })

  test('tells that the station is gone, and is right again when it is back', async () => {
    await expect.poll(() => boardCards(page).count(), { timeout: limit }).toBe(5)
    await bench.restart(async () => {
      await page.getByText('Connection to the station lost, trying again.').waitFor()
    })
    await page.getByText('Connection to the station lost').waitFor({ state: 'hidden' })
    await expect.poll(() => boardCards(page).count(), { timeout: limit }).toBe(5)
    await rename('renamed after the restart')
  })

  test('no script failed meanwhile', () => {
    expect(pageErrors).toEqual([])
  })
})
