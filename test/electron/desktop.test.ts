import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { SimulatedBench } from '../../simulator/bench.ts'
import { chromiumIsThere, chromiumPath, startChromium } from '../e2e/browser.ts'
import { boardCard, deploy, readyBoards } from '../e2e/screen.ts'
import type { BrowserWindowDouble } from './browser-window.ts'
import {
  createDesktopFolder,
  type DesktopFolder,
  type DesktopUnderTest,
} from './desktop-under-test.ts'

// The real main process, preload script, user interface and station; only Electron itself is a stand-in. One app lives through
// all of this, as on a bench.

const limit = 90_000
const mebibyte = 1024 * 1024
/** Where the person has moved the window. */
const moved = { x: 30, y: 10, width: 1100, height: 800 }

if (!chromiumIsThere()) {
  console.warn(`The tests of the desktop app are skipped: there is no Chromium at ${chromiumPath}.`)
}

describe.skipIf(!chromiumIsThere())('the desktop app', () => {
  let browser: Browser
  let folder: DesktopFolder
  let app: DesktopUnderTest
  let good: SimulatedBench
  let bad: SimulatedBench

  beforeAll(async () => {
    browser = await startChromium()
    folder = await createDesktopFolder(browser)
    app = folder.start()
    await app.until('serving', () => !app.surface.tray.toolTip.includes('No boards are served'))
    // Slow enough that a job can be seen at work; two of them last until something was done to them.
    const quick = { storageBytesPerSecond: 24 * mebibyte }
    const slow = { storageBytesPerSecond: 12 * mebibyte }
    good = await folder.addBoards({ count: 3, faultsInOrder: [quick, slow, slow] })
    bad = await folder.addBoards({ count: 1, faults: { ...quick, weakBlock: 4 * mebibyte + 8192 } })
    await Promise.all([good.start(), bad.start()])
    await app
      .until('four boards ready', () => app.surface.tray.toolTip.includes('4 ready'), limit)
      .catch((error: unknown) => {
        throw new Error(`${String(error)}\n${app.surface.tray.toolTip}\n${logText()}`)
      })
  })

  afterEach(({ task }) => {
    if (task.result?.state !== 'fail') return
    console.warn(logText())
  })

  afterAll(async () => {
    await folder?.remove()
    await browser?.close()
  })

  const logText = (): string =>
    readFileSync(join(folder.places.logFolder, 'bootbench.log'), 'utf8').slice(-3_000)
  const openWindow = (): Promise<BrowserWindowDouble> =>
    app.until('the window', () => {
      const [window] = app.surface.windows
      return window?.isLoaded && window.isShown ? window : undefined
    })
  const page = async () => (await openWindow()).page
  const notice = (pattern: RegExp) =>
    app.until(
      `a notification like ${pattern}`,
      () => app.surface.notifications.find(({ title }) => pattern.test(title)),
      limit,
    )
  const serialOf = (bench: SimulatedBench, index = 0): string =>
    bench.boards[index]?.identity.serial ?? ''
  const deployTo = async (serial: string): Promise<void> => {
    await expect.poll(async () => readyBoards(await page()), { timeout: limit }).toContain(serial)
    await deploy(await page(), serial, 'golden')
  }

  test('opens a window that is locked down', async () => {
    const { options } = await openWindow()
    expect(app.surface.isSandboxed).toBe(true)
    expect(options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      devTools: false,
    })
    const reach = await (await page()).evaluate(() => ({
      node: 'require' in window || 'process' in window,
      ...Object.fromEntries(
        Object.entries((window as unknown as { bootbenchDesktop: object }).bootbenchDesktop).map(
          ([name, value]) => [name, typeof value],
        ),
      ),
    }))
    expect(reach).toEqual({
      node: false,
      platform: 'string',
      versions: 'object',
      requestPort: 'function',
      chooseImages: 'function',
      pathOf: 'function',
      showDataFolder: 'function',
      saveDiagnostics: 'function',
      onOpenRoute: 'function',
      update: 'function',
      installUpdate: 'function',
    })
  })

  test('lets no foreign script, request or permission in', async () => {
    const { session } = app.surface
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'usb',
      'serial',
      'fullscreen',
    ]) {
      expect(session.denies(permission), permission).toBe(true)
    }
    expect(session.deniesDevices()).toBe(true)
    expect(session.allowsRequest('https://example.com/x.js')).toBe(false)
    expect(session.allowsRequest('file:///etc/passwd')).toBe(false)
    expect(session.allowsRequest('bootbench-app://interface/index.html')).toBe(true)
    const tried = await (await page()).evaluate(async () => {
      const script = document.createElement('script')
      script.textContent = 'window.wasRun = true'
      document.head.append(script)
      // Not directly: what the test itself runs may evaluate text.
      const evaluated = await new Promise<boolean>((resolve) => {
        setTimeout(() => {
          try {
            resolve(new Function('return true')())
          } catch {
            resolve(false)
          }
        })
      })
      const fetched = await fetch('http://127.0.0.1:9/').then(
        () => true,
        () => false,
      )
      return { inline: 'wasRun' in window, evaluated, fetched }
    })
    expect(tried).toEqual({ inline: false, evaluated: false, fetched: false })
  })

  test('stays on its page, and opens links to the web outside', async () => {
    const opened = await openWindow()
    const before = opened.page.url()
    await opened.page.evaluate(() => {
      window.location.href = 'http://127.0.0.1:9/elsewhere'
    })
    await opened.page.evaluate(() => {
      window.open('http://127.0.0.1:9/popup')
      window.open('https://example.com/help')
    })
    await app.until('the link outside', () => app.surface.openedOutside.length > 0)
    expect(app.surface.openedOutside).toEqual(['https://example.com/help'])
    expect(opened.page.url()).toBe(before)
    expect(opened.escapes).toEqual([])
  })

  test('gives the paths of chosen images to the page', async () => {
    Object.assign(app.surface, { openPaths: [folder.imagePath] })
    const paths = await (await page()).evaluate(() =>
      (
        window as unknown as { bootbenchDesktop: { chooseImages(): Promise<string[]> } }
      ).bootbenchDesktop.chooseImages(),
    )
    expect(paths).toEqual([folder.imagePath])
  })

  test('deploys a board: the computer stays awake, the tray counts, and a notification tells the end', async () => {
    const serial = serialOf(good)
    await deployTo(serial)
    await app.until('the computer kept awake', () => app.surface.awake.size === 1, limit)
    await app.until('one board working', () => app.surface.tray.toolTip.includes('1 working'))
    expect(app.surface.tray.image).toContain('tray-working')
    await boardCard(await page(), serial)
      .getByText('written, read back and matched')
      .waitFor({ timeout: limit })
    const { body } = await notice(new RegExp(`${serial}: deployed`))
    expect(body).toContain('read back and matched')
    await app.until('the computer free to sleep', () => app.surface.awake.size === 0)
  })

  test('tells of a failed board, and a click opens it', async () => {
    const serial = serialOf(bad)
    await deployTo(serial)
    const failed = await notice(new RegExp(`${serial}: failed`))
    expect(app.surface.tray.image).toContain('tray-failed')
    failed.emit('click')
    await (await page()).waitForURL(/#\/board\//)
    await (await page()).goBack()
  })

  test('hands a second start over to the first, with its link', async () => {
    const second = folder.start(['bootbench://history'])
    await second.until('the end of the second start', () => second.surface.ended)
    expect(second.surface.windows).toEqual([])
    expect(second.surface.processes).toEqual([])
    await (await page()).waitForURL(/#\/history/)
    await (await page()).goBack()
  })

  test('loads a crashed window again while the job goes on', async () => {
    const serial = serialOf(good, 1)
    await deployTo(serial)
    await app.until('one board working', () => app.surface.awake.size === 1, limit)
    const station = app.surface.processes[0]?.pid
    const crashed = (await openWindow()).page
    await (await openWindow()).crash()
    await notice(/window was loaded again/)
    await app.until(
      'another page',
      () => app.surface.windows[0]?.isLoaded && app.surface.windows[0].page !== crashed,
    )
    await notice(new RegExp(`${serial}: deployed`))
    expect(app.surface.processes.map(({ pid }) => pid)).toEqual([station])
    await boardCard(await page(), serial)
      .getByText('written, read back and matched')
      .waitFor({ timeout: limit })
  })

  test('goes on without a window while boards are served', async () => {
    await (await openWindow()).close()
    await notice(/goes on in the background/)
    expect(app.surface.ended).toBe(false)
    folder.start(['bootbench://bench'])
    await openWindow()
  })

  test('starts a killed station again, and the page finds it', async () => {
    const killed = app.surface.processes.at(-1)
    process.kill(killed?.pid ?? 0, 'SIGKILL')
    await app.until('another station', () => app.surface.processes.at(-1) !== killed)
    await notice(/station was started again/)
    await expect
      .poll(async () => (await readyBoards(await page())).length, { timeout: limit })
      .toBeGreaterThan(0)
  })

  test('saves diagnostics without secrets', async () => {
    app.surface.savePath = join(folder.places.dataFolder, 'diagnostics.zip')
    const key = readFileSync(join(folder.places.dataFolder, 'signing-key.pem'), 'utf8')
    writeFileSync(
      join(folder.places.logFolder, 'bootbench.1.log'),
      `planted bootbench.token=planted-secret-1\n${key}`,
    )
    const path = await (await page()).evaluate(() =>
      (
        window as unknown as { bootbenchDesktop: { saveDiagnostics(): Promise<string> } }
      ).bootbenchDesktop.saveDiagnostics(),
    )
    const zip = unzipSync(readFileSync(path))
    const text = Object.values(zip)
      .map((bytes) => strFromU8(bytes))
      .join('\n')
    expect(Object.keys(zip)).toContain('doctor.json')
    expect(text).toContain('"rangeFirst"')
    expect(text).not.toContain('planted-secret-1')
    expect(text).not.toContain(key.split('\n')[1])
  })

  test('asks before it quits while a board is being written, and then ends the station in order', async () => {
    const serial = serialOf(good, 2)
    await deployTo(serial)
    await app.until('one board working', () => app.surface.awake.size === 1, limit)
    ;(await openWindow()).bounds = moved
    app.surface.button = 0
    app.electron.app.quit()
    const question = await app.until('the question', () => app.surface.questions.at(-1))
    expect(question.detail).toContain(`${serial}: golden`)
    expect(app.surface.ended).toBe(false)
    app.surface.button = 1
    app.electron.app.quit()
    await app.until('the end', () => app.surface.ended, limit)
    expect(app.surface.questions).toHaveLength(2)
    expect(app.surface.processes.at(-1)?.exitCode).toBe(0)
    expect(app.surface.awake.size).toBe(0)
  })

  test('goes on with the job after the next start, where the window was', async () => {
    app = folder.start()
    await boardCard(await page(), serialOf(good, 2))
      .getByText('written, read back and matched')
      .waitFor({ timeout: limit })
    const { options } = await openWindow()
    expect(options).toMatchObject(moved)
    app.electron.app.quit()
    await app.until('the end', () => app.surface.ended)
    expect(app.surface.questions).toEqual([])
  })
})
