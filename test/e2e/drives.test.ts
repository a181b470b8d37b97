import { createReadStream, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compareStorage } from '../../headless/demo/compare-storage.ts'
import { createDemoDrives } from '../../headless/demo/drives.ts'
import { type RunningStation, runStation } from '../../headless/run-station.ts'
import type { SimulatedDrives } from '../../simulator/drives.ts'
import { buildSmallImage, createTestFolder } from '../fixtures/image-files.ts'
import { buildCopier } from '../lab/build-copier.ts'
import { runProgram } from '../lab/run-program.ts'
import { type AxeWindow, chromiumIsThere, startChromium } from './browser.ts'

const root = join(import.meta.dirname, '../..')
const limit = 30_000
const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

describe.skipIf(!chromiumIsThere())("cards and drives of the station's computer", () => {
  const folder = createTestFolder('drives-screen')
  const imagePath = join(folder.path, 'golden.img')
  let drives: SimulatedDrives
  let running: RunningStation
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    drives = createDemoDrives({
      folder: folder.path,
      copierPath: join(await buildCopier('host'), 'bootbench-copier'),
      storageBytes: 40 * 1024 * 1024,
    })
    await buildSmallImage(imagePath)
    running = await runStation(
      {
        dataFolder: join(folder.path, 'station'),
        bootFolders: [],
        version: 'test',
        compatibility: false,
        extraCommandLine: '',
        simulated: true,
        world: { drives },
        programs: {
          brokerPath: '/nowhere',
          moverPath: '/nowhere',
          clientPath: join(root, 'initramfs/provisioning-client.sh'),
        },
        compressionLevel: 1,
        clock: Date.now,
        log: () => undefined,
      },
      { port: 0, interfaceFolder: join(root, 'build/renderer') },
    )
    await running.station.images.import({ path: imagePath, name: 'golden' })
    browser = await startChromium()
    page = await browser.newPage({ locale: 'en', reducedMotion: 'reduce' })
    page.setDefaultTimeout(limit)
    await page.goto(`${running.controlUrl}/#/bench`)
  })

  afterAll(async () => {
    await browser?.close()
    await running?.stop()
    await folder.remove()
  })

  const card = (name: string): Locator =>
    page.getByRole('article', { name: `Drive ${name}`, exact: true })

  function commandLine(...words: readonly string[]) {
    const station = ['--station', running.controlUrl]
    return runProgram(process.execPath, [join(root, 'headless/cli.ts'), ...words, ...station])
  }

  test('each has a card of its own, and none is counted on the bench', async () => {
    await card('Example USB Stick').getByText('Ready', { exact: true }).waitFor()
    await card('Example Card Reader').getByText('2-1.1', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Bench 0' }).waitFor()
    expect(await page.getByRole('article', { name: /^Board / }).count()).toBe(0)
  })

  test('axe finds nothing wrong with the cards, light and dark', async () => {
    // The page's policy lets no script in but its own; what is evaluated is not of the page.
    await page.evaluate(axeSource)
    for (const theme of ['light', 'dark']) {
      const found = await page.evaluate<AxeResults, string>((name) => {
        document.documentElement.dataset.theme = name
        return (window as unknown as AxeWindow).axe.run('[aria-labelledby=drives]', {
          resultTypes: ['violations'],
        })
      }, theme)
      expect(found.violations.map(({ id, help }) => `${theme}: ${id}: ${help}`)).toEqual([])
    }
  })

  test('a mounted one says so, and is unmounted from its card', async () => {
    const mounted = card('Example Holiday Pictures')
    await mounted.getByText('Mounted', { exact: true }).waitFor()
    await mounted.getByText('Unmount it, then it can be used').waitFor()
    await mounted.getByRole('button', { name: 'Unmount', exact: true }).click()
    await mounted.getByText('Ready', { exact: true }).waitFor()
  })

  test('one is deployed to from its card, and verified', async () => {
    await page.getByRole('button', { name: 'Deploy to Example USB Stick', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Example USB Stick').first().waitFor()
    await dialog.getByRole('button', { name: 'Erase and deploy', exact: true }).click()
    await card('Example USB Stick').getByText('written, read back and matched').waitFor()
    const file = drives.fileOf('4C530001210914115562')
    expect((await compareStorage(file, createReadStream(imagePath))).kind).toBe('equal')
  })

  test('the command line lists them, and backs one up by its device', async () => {
    const listed = await commandLine('drives')
    expect(listed.stdout).toMatch(/^\/dev\/sdc +Example USB Stick +41\.9 MB .* usable$/m)
    expect((await commandLine('boards')).stdout).toMatch(/^No board has appeared yet/)
    const backup = await commandLine('backup', '/dev/sdc', '--name', 'copy')
    expect({ code: backup.code, stderr: backup.stderr }).toMatchObject({ code: 0 })
    expect(running.station.images.list().map(({ name }) => name)).toContain('copy')
    const unknown = await commandLine('drives', 'unmount', '/dev/sdq')
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('Plugged in:') })
  })
})
