// Takes the screenshots of README and docs from the running product: `npm run screens`.
import { copyFile, mkdir, truncate } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { createTestBench, type TestBench } from '../station/bench.ts'
import { startChromium } from './browser.ts'

const folder = join(import.meta.dirname, '../../docs/screens')
const size = { width: 1700, height: 860 }
const mebibyte = 1024 * 1024

// A stuck board is told sooner than a real one would be.
const bench = await createTestBench(7, {
  timing: { silence: 60_000, stuck: { fileMissing: 2_000 } },
  usbBoards: true,
  serialNodes: 4,
})
const browser = await startChromium()
try {
  await mkdir(folder, { recursive: true })
  await takeAll(bench, browser)
} finally {
  await browser.close()
  await bench.stop()
}

async function takeAll(on: TestBench, by: Browser): Promise<void> {
  const boards = await on.addBoards({
    count: 4,
    models: ['cm4', 'pi-4b', 'pi-5', 'cm4'],
    faults: { storageBytesPerSecond: 6 * mebibyte },
  })
  await fillStorage(on, boards.boards[1]?.storageFile ?? '')
  await boards.start()
  const known = await Promise.all(
    boards.boards.map((board) => on.station.readyBoard(board.identity.serial)),
  )
  const client = await on.station.client()
  const [first, second] = known
  if (first === undefined || second === undefined) throw new Error('there are no boards')
  await client.boards.rename({ id: first.id, name: 'gate 1' })
  for (const [index, { id }] of known.entries())
    await client.boards.setSlot({ id, slot: `port ${index + 1}` })
  await client.images.rename({ id: on.imageId, name: 'golden 2026' })
  const backup = await on.station.backup(second)
  const deploy = await on.station.deploy(first, on.imageId)
  await on.station.inPhase(deploy, 'verifying', 1)
  await take(by, on, 'bench', '#/bench', 'light', cardsDrawn)
  await take(by, on, 'bench-dark', '#/bench', 'dark', cardsDrawn)
  await take(by, on, 'usb', '#/bench', 'light', (page) => scrollToUsb(page))
  await take(by, on, 'deploy', '#/bench', 'light', (page) => openDeploy(page))
  await on.station.endOf(backup)
  await take(by, on, 'images', '#/images', 'light')
  await on.station.endOf(deploy)
  await take(by, on, 'history', '#/history', 'light')
  await take(by, on, 'job', `#/job/${deploy.id}`, 'light')
  await take(by, on, 'board', `#/board/${first.id}`, 'light')
  await take(by, on, 'settings', '#/settings', 'light', portsListed)
  await take(by, on, 'doctor', '#/doctor', 'light', examined)
  await take(by, on, 'gallery', '#/gallery', 'light')
  const stuckId = await stuckBoard(on)
  await take(by, on, 'stuck', `#/board/${stuckId}`, 'light')
  await take(by, on, 'stuck-dark', `#/board/${stuckId}`, 'dark')
  await take(by, on, 'traffic', '#/traffic', 'light', (page) => openPacket(page))
}

/** A board that asks for a file that is not there; answers with its id. */
async function stuckBoard(on: TestBench): Promise<string> {
  const stuck = await on.addBoards({
    count: 1,
    models: ['cm4'],
    faults: { neededFile: 'overlays/carrier-board.dtbo' },
  })
  await stuck.start()
  return on.station.until('a stuck board', (event) =>
    event.kind === 'boardChanged' && event.board.stuck !== null ? event.board.id : undefined,
  )
}

async function cardsDrawn(page: Page): Promise<void> {
  await page.locator('article[data-board]').first().waitFor()
}

async function scrollToUsb(page: Page): Promise<void> {
  const heading = page.getByRole('heading', { name: /Boards on USB cables/ })
  await heading.waitFor()
  await heading.evaluate((element) => element.scrollIntoView({ block: 'start' }))
  await page.evaluate(() => window.scrollBy(0, -80))
}

async function portsListed(page: Page): Promise<void> {
  await page.getByText('Port that leads to the boards').waitFor()
}

async function examined(page: Page): Promise<void> {
  await page.getByText(/^Examined /).waitFor()
}

async function openPacket(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByRole('row', { name: /RRQ/ }).first().click()
  await page.getByRole('region', { name: /^Packet / }).waitFor()
}

/** A board that was in use: its backup shall show partitions. */
async function fillStorage(on: TestBench, storageFile: string): Promise<void> {
  await mkdir(dirname(storageFile), { recursive: true })
  await copyFile(on.imagePath, storageFile)
  await truncate(storageFile, 64 * mebibyte)
}

async function openDeploy(page: Page): Promise<void> {
  await page
    .locator('article[data-board]')
    .getByRole('button', { name: 'Deploy', disabled: false })
    .last()
    .click()
  await page.getByRole('dialog').waitFor()
}

async function take(
  by: Browser,
  on: TestBench,
  name: string,
  hash: string,
  theme: 'light' | 'dark',
  prepare: (page: Page) => Promise<void> = async () => undefined,
): Promise<void> {
  const page = await by.newPage({ viewport: size, colorScheme: theme })
  await page.goto(`${on.station.controlUrl}/${hash}`)
  await page.getByRole('heading').first().waitFor()
  // The page itself, not only its frame, and what it asks the station for.
  await page.getByRole('main').getByRole('heading').first().waitFor()
  await page.waitForLoadState('networkidle')
  await prepare(page)
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
  await page.close()
}
