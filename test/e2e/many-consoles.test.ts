import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StationClient } from '../../headless/station-client.ts'
import { chromiumIsThere, chromiumPath } from './browser.ts'
import { drawn } from './drawn.ts'
import { frameLimit, traceFrames } from './frame-trace.ts'
import { type ScreenUnderTest, startScreen } from './screen-under-test.ts'

const count = 40
const ids = Array.from({ length: count }, (_, index) => `p${index + 1}`)

if (!chromiumIsThere()) {
  console.warn(`The tests with many consoles are skipped: there is no Chromium at ${chromiumPath}.`)
}

describe.skipIf(!chromiumIsThere())(`${count} consoles`, () => {
  let screen: ScreenUnderTest
  let page: Page
  let client: StationClient

  beforeAll(async () => {
    screen = await startScreen(46, { serialNodes: count })
    page = screen.page
    client = await screen.bench.station.client()
    await screen.show('#/consoles')
    await page.getByRole('button', { name: 'Show all' }).waitFor()
  })
  afterAll(() => screen?.stop())

  const terminals = () => page.locator('.xterm-rows')
  /** Only those in sight draw what they are given. */
  const says = (id: string) =>
    page.getByRole('region', { name: `Console of ${id}`, exact: true }).locator('.xterm-rows')

  /** No task of the page may take longer, from this act until so many frames are drawn. */
  async function expectSmooth(
    name: string,
    frames: number,
    act: () => Promise<unknown>,
    limit = frameLimit,
  ) {
    const summary = await traceFrames(page, async () => {
      const enough = drawn(page, frames)
      await act()
      await enough
    })
    console.info(`${name}: ${JSON.stringify(summary)}`)
    expect(summary.worstTask, JSON.stringify(summary)).toBeLessThan(limit)
  }

  async function showAll(): Promise<void> {
    await page.getByRole('button', { name: 'Show all' }).click()
    await says('p1').getByText('p1 login:').waitFor()
    await says('p2').getByText('p2 login:').waitFor()
  }

  test('that are opened at once leave each frame its time', async () => {
    // The first terminal of a window is the one that the browser compiles the terminal's program for.
    await expectSmooth('opening', 60, showAll, frameLimit * 1.5)
    // Those that are far from the screen are made when a person comes near.
    expect(await terminals().count()).toBeLessThan(count / 3)
    await page.getByRole('button', { name: 'Hide all' }).click()
    await terminals().first().waitFor({ state: 'detached' })
    await expectSmooth('opening again', 60, showAll)
  })

  test('that all talk, one of them a megabyte a second, leave each frame its time', async () => {
    await client.consoles.type({ ids, text: 'pi\r\r' })
    await expectSmooth('talking', 100, async () => {
      await client.consoles.type({ ids: ['p1'], text: 'flood 3\r' })
      await talk()
    })
    await says('p2').getByText('pi@p2:~ $').last().waitFor()
  })

  test('that all talk are looked through from the first to the last, and back', async () => {
    await expectSmooth('looking through', 60, async () => {
      const talking = talk()
      await scrollTo(page, 1)
      await says('p40').getByText('pi@p40:~ $').last().waitFor()
      await talking
    })
    expect(await terminals().count()).toBeLessThan(count / 2)
    await scrollTo(page, 0)
    await says('p1').getByText('pi@p1:~ $').last().waitFor()
    expect(screen.errors).toEqual([])
  })

  /** Each line says a kilobyte twenty times a second, for a second. */
  function talk(): Promise<void> {
    return client.consoles.type({ ids, text: 'dmesg\r'.repeat(20), pauseMilliseconds: 50 })
  }
})

/** Turns the wheel until the start (0) or the end (1) of the page, a third of a screen in each frame. */
async function scrollTo(page: Page, end: 0 | 1): Promise<void> {
  await page.evaluate(
    (last) =>
      new Promise<void>((resolve) => {
        const next = () => {
          const before = window.scrollY
          window.scrollBy(0, last === 1 ? 300 : -300)
          if (window.scrollY === before) resolve()
          else requestAnimationFrame(next)
        }
        next()
      }),
    end,
  )
}
