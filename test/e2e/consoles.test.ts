import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AxeWindow, chromiumIsThere, chromiumPath } from './browser.ts'
import { traceFrames } from './frame-trace.ts'
import { download, type ScreenUnderTest, startScreen } from './screen-under-test.ts'

const limit = 30_000

if (!chromiumIsThere()) {
  console.warn(`The tests of the consoles are skipped: there is no Chromium at ${chromiumPath}.`)
}

describe.skipIf(!chromiumIsThere())('the consoles page', () => {
  let screen: ScreenUnderTest
  let page: Page

  beforeAll(async () => {
    screen = await startScreen(29, { serialNodes: 3 })
    page = screen.page
    await screen.show('#/consoles')
  })
  afterAll(async () => {
    await screen?.stop()
  })

  const tile = (name: string, on = page): Locator =>
    on.getByRole('region', { name: `Console of ${name}`, exact: true })
  const show = (name: string, on = page): Promise<void> =>
    on.getByRole('button', { name: new RegExp(`^Console ${name} `) }).click()
  const says = (name: string, on = page) =>
    expect.poll(() => tile(name, on).locator('.xterm-rows').textContent(), { timeout: limit })
  const menu = async (name: string, item: string, on = page): Promise<void> => {
    await tile(name, on)
      .getByRole('button', { name: `More about ${name}` })
      .click()
    await on.getByRole('menuitem', { name: item }).click()
  }
  const type = async (name: string, text: string, on = page): Promise<void> => {
    await tile(name, on).locator('.xterm-screen').click()
    await on.keyboard.type(text)
    await on.keyboard.press('Enter')
  }

  test('a line is opened, its boot is seen, and a person logs in', async () => {
    await show('p1')
    await says('p1').toContain('p1 login:')
    await tile('p1').getByText('Login prompt').waitFor()
    await menu('p1', 'Log in')
    const dialog = page.getByRole('dialog', { name: 'Log in to p1' })
    await dialog.getByLabel('User name').fill('technician')
    await dialog.getByLabel('Password').fill('secret')
    await dialog.getByRole('button', { name: 'Log in' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await says('p1').toContain('technician@p1')
  })

  test('what is typed is answered, and Shift+Escape leads out of the terminal', async () => {
    await type('p1', 'uname -m')
    await says('p1').toMatch(/uname -m\s*aarch64/)
    await page.keyboard.press('Shift+Escape')
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('BUTTON')
  })

  test('several lines that are pasted are shown first, then typed', async () => {
    await tile('p1').locator('.xterm-screen').click()
    await page.evaluate(() => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', 'hostname\nuptime\n')
      document.activeElement?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      )
    })
    const dialog = page.getByRole('dialog', { name: 'Type into p1' })
    await dialog.getByText('You paste 2 lines.').waitFor()
    await dialog.getByRole('button', { name: 'Type 2 lines' }).click()
    await dialog.getByText('Everything is typed.').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await says('p1').toMatch(/hostname\s*p1[\s\S]*load average/)
  })

  test('two browsers look at one line; shared for reading only, neither can type', async () => {
    const context = await page.context().browser()?.newContext({ locale: 'en' })
    const other = await context?.newPage()
    if (other === undefined) throw new Error('There is no second browser.')
    await other.goto(`${screen.bench.station.controlUrl}/#/consoles`)
    await show('p1', other)
    await says('p1', other).toContain('aarch64')
    await type('p1', 'ls', other)
    await says('p1').toContain('hello.txt')
    await tile('p1').getByText('2 windows').waitFor()
    await menu('p1', 'Share for reading only')
    await tile('p1', other).getByText('Read only').waitFor()
    await type('p1', 'reboot', other)
    await menu('p1', 'Let people type', other)
    await tile('p1').getByText('Read only').waitFor({ state: 'hidden' })
    await type('p1', 'dmesg')
    await says('p1').toContain('serial-getty')
    expect(await tile('p1').locator('.xterm-rows').textContent()).not.toContain('reboot')
    await context?.close()
  })

  test('what is typed into several lines goes to each that takes part, and a banner says so', async () => {
    await show('p2')
    await show('p3')
    await says('p2').toContain('p2 login:')
    await says('p3').toContain('p3 login:')
    await page.getByRole('button', { name: 'Type into several' }).click()
    await page.getByText('What you type goes to 3 lines: p1, p2, p3').waitFor()
    await page.getByText('p1 takes part').click()
    await page.getByText('What you type goes to 2 lines: p2, p3').waitFor()
    await type('p2', 'root')
    await says('p2').toContain('Password:')
    await says('p3').toContain('Password:')
    await page.getByRole('button', { name: 'Stop' }).click()
    expect(await tile('p1').locator('.xterm-rows').textContent()).not.toMatch(/\$ root/)
    await show('p3')
  })

  test('a flood leaves the page at work, says what was left out, and is whole in the transcript', async () => {
    await page.evaluate(() => {
      const next = (): void => {
        requestAnimationFrame(next)
      }
      next()
    })
    const frames = await traceFrames(page, async () => {
      await type('p1', 'flood 2')
      await tile('p1').getByText('came too fast to be shown').waitFor()
      await says('p1').toMatch(/flood 0019\d{5}[\s\S]*\$ *$/)
    })
    console.info(`a flood of 1 MB/s: ${JSON.stringify(frames)}`)
    expect(frames.worstTask).toBeLessThan(200)
    await menu('p1', 'Search transcript')
    const dialog = page.getByRole('dialog', { name: 'Transcript of p1' })
    await dialog.getByRole('searchbox').fill('flood 000000000')
    await dialog.getByText('1 line.').waitFor()
    const { fileName, bytes } = await download(page, () =>
      dialog.getByRole('button', { name: 'Save transcript' }).click(),
    )
    expect(fileName).toMatch(/^bootbench-console-p1-.*\.txt$/)
    const lines = bytes.toString().match(/^\d{4}-.*Z\tflood \d{9} /gm) ?? []
    expect(lines.length).toBeGreaterThan(20_000)
    await dialog.getByRole('button', { name: 'Close' }).click()
  })

  test('a panic is told', async () => {
    await type('p1', 'panic')
    await tile('p1').getByText('Kernel panic', { exact: true }).waitFor()
  })

  test('axe finds nothing wrong', async () => {
    // Colours that are on their way between two states can't be judged.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.evaluate(
      readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
    )
    for (const theme of ['light', 'dark', 'high-contrast']) {
      const { violations } = await page.evaluate<AxeResults, string>((name) => {
        document.documentElement.dataset.theme = name
        return (window as unknown as AxeWindow).axe.run(
          { include: 'html', exclude: '[data-live-announcer]' },
          {
            resultTypes: ['violations'],
            // Themes differ in colours alone.
            ...(name === 'light' ? {} : { runOnly: ['color-contrast'] }),
          },
        )
      }, theme)
      const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
      expect(found).toEqual([])
    }
  })

  test('no script failed meanwhile', () => {
    expect(screen.errors).toEqual([])
  })
})
