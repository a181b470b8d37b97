import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { startChromium } from './browser.ts'
import { showEverything } from './fake-scenes.ts'
import { type FakeStation, startFakeStation } from './fake-station.ts'

// Takes screenshots of every screen against the stand-in station:
// node test/e2e/screens.ts --out build/screens [--only bench-4] [--look narrow-dark]

const root = join(import.meta.dirname, '../../build/renderer')
const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const
const themes = ['light', 'dark'] as const

type Shot = {
  readonly name: string
  readonly boards: number
  readonly images: number
  readonly hash: string
  readonly prepare?: (page: Page, station: FakeStation) => Promise<void>
}

const shots: readonly Shot[] = [
  { name: 'bench-0', boards: 0, images: 0, hash: '#/bench' },
  { name: 'bench-4', boards: 4, images: 3, hash: '#/bench' },
  { name: 'bench-40', boards: 40, images: 3, hash: '#/bench' },
  { name: 'images', boards: 4, images: 3, hash: '#/images' },
  { name: 'images-0', boards: 0, images: 0, hash: '#/images' },
  { name: 'history', boards: 10, images: 3, hash: '#/history' },
  { name: 'deploy-choice', boards: 4, images: 3, hash: '#/bench', prepare: openChoice },
  { name: 'deploy-confirmation', boards: 4, images: 1, hash: '#/bench', prepare: openConfirmation },
  { name: 'backup', boards: 4, images: 3, hash: '#/bench', prepare: openBackup },
  { name: 'menu', boards: 4, images: 3, hash: '#/bench', prepare: openMenu },
  { name: 'log', boards: 10, images: 3, hash: '#/history', prepare: openLog },
  { name: 'lost', boards: 4, images: 3, hash: '#/bench', prepare: loseStation },
]

async function openChoice(page: Page) {
  const card = page.getByRole('article').nth(1)
  await card.getByRole('button', { name: 'Deploy' }).click()
  await page.getByRole('dialog').getByRole('radio').nth(1).check({ force: true })
}

async function openConfirmation(page: Page) {
  await page.getByRole('article').first().getByRole('button', { name: 'Deploy' }).click()
}

async function openBackup(page: Page) {
  await page.getByRole('article').nth(1).getByRole('button', { name: 'Backup' }).click()
}

async function openMenu(page: Page) {
  await page.getByRole('article').first().getByRole('button', { name: /^More/ }).click()
}

async function openLog(page: Page) {
  await page.getByRole('button', { name: /^Log/ }).first().click()
}

async function loseStation(page: Page, station: FakeStation) {
  await station.stop()
  await page.getByText('trying again').waitFor()
}

async function take(browser: Browser, shot: Shot): Promise<void> {
  for (const theme of themes) {
    for (const [sizeName, viewport] of Object.entries(sizes)) {
      const look = `${sizeName}-${theme}`
      if (values.look && values.look !== look) continue
      const station = await startFakeStation({
        ...shot,
        port: 0,
        root,
        allReady: false,
        rate: 20e6,
      })
      if (shot.boards >= 10) showEverything(station.bench)
      const page = await browser.newPage({ viewport, colorScheme: theme })
      page.on('console', (message) => {
        if (message.type() === 'error' && shot.name !== 'lost')
          process.stdout.write(`${shot.name}: ${message.text()}\n`)
      })
      await page.goto(station.url + shot.hash)
      await page.getByText('Simulated boards').first().waitFor()
      await shot.prepare?.(page, station)
      await page.screenshot({ path: join(values.out, `${shot.name}-${look}.png`) })
      await page.close()
      if (shot.name !== 'lost') await station.stop()
    }
  }
}

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'build/screens' },
    only: { type: 'string' },
    look: { type: 'string' },
  },
})
await mkdir(values.out, { recursive: true })
const browser = await startChromium()
for (const shot of shots) {
  if (!values.only || values.only === shot.name) await take(browser, shot)
}
await browser.close()
