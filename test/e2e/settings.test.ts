import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { needRoot } from '../lab/need-root.ts'
import { chromiumIsThere, chromiumPath } from './browser.ts'
import { type ScreenInLab, startScreenInLab } from './screen-in-lab.ts'
import { type ScreenUnderTest, startScreen } from './screen-under-test.ts'

if (!chromiumIsThere()) {
  console.warn(`The tests of the settings are skipped: there is no Chromium at ${chromiumPath}.`)
}

describe.skipIf(!chromiumIsThere())('the settings', () => {
  let screen: ScreenUnderTest

  beforeAll(async () => {
    screen = await startScreen(44)
    await screen.show('#/settings')
  })

  afterAll(async () => {
    await screen?.stop()
  })

  test('an address that can’t be is told beside its field, and is not saved', async () => {
    const { page } = screen
    await page.getByLabel('Address of the station').fill('10.9.8')
    await page.getByText('This is no IPv4 address.').waitFor()
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Discard changes' }).click()
    expect(await page.getByLabel('Address of the station').inputValue()).toBe('10.20.50.1')
  })

  test('a new address takes its range along, and both are kept', async () => {
    const { page } = screen
    await page.getByLabel('Address of the station').fill('10.9.8.1')
    await page
      .getByText('It must lie in the station’s network: from 10.9.8.1 to 10.9.8.254.')
      .waitFor()
    await page
      .getByRole('button', { name: 'Take the usual range 10.9.8.100 to 10.9.8.200' })
      .click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Save' }).waitFor({ state: 'hidden' })
    await page.reload()
    await page.getByLabel('Address of the station').waitFor()
    expect(await page.getByLabel('Address of the station').inputValue()).toBe('10.9.8.1')
    expect(await page.getByLabel('Last address for boards').inputValue()).toBe('10.9.8.200')
  })

  test('switches and the way of DHCP take hold at once, and are kept', async () => {
    const { page, bench } = screen
    await page.getByText('Names for boards').click()
    await page.getByText('Another server; the station tells where to boot from').click()
    await page.getByLabel('First address for boards').waitFor({ state: 'hidden' })
    await page.reload()
    await page
      .getByRole('switch', { name: /^Names for boards/, checked: true })
      .waitFor({ state: 'attached' })
    const client = await bench.station.client()
    expect(await client.settings.get()).toMatchObject({ namesForBoards: true, dhcp: 'proxy' })
  })

  test('the language and large targets are of this window, and are kept', async () => {
    const { page } = screen
    await page.getByText('Large targets').click()
    await page.getByRole('button', { name: /Language/ }).click()
    await page.getByRole('option', { name: 'Deutsch' }).click()
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.dataset.targets)).toBe('large')
    await page.getByRole('button', { name: /Sprache/ }).click()
    await page.getByRole('option', { name: 'English', exact: true }).click()
    await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor()
  })

  test('serving stops after a question and starts after its plan was shown', async () => {
    const { page } = screen
    await page.getByRole('button', { name: 'Stop serving' }).click()
    const question = page.getByRole('alertdialog', { name: 'Stop serving boards?' })
    await question.getByRole('button', { name: 'Stop serving' }).click()
    await page.getByText('No boards are served', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Start serving' }).click()
    const dialog = page.getByRole('dialog', { name: 'Start serving' })
    await dialog.getByText('Nothing on this computer is changed.').waitFor()
    await dialog.getByRole('button', { name: 'Start serving' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByText('Boards are served on loopback', { exact: true }).waitFor()
  })

  test('no script failed meanwhile', () => {
    expect(screen.errors).toEqual([])
  })
})

describe.skipIf(!chromiumIsThere() || needRoot('the choice of a network port on the screen'))(
  'a network port',
  () => {
    let screen: ScreenInLab

    beforeAll(async () => {
      screen = await startScreenInLab()
    })

    afterAll(async () => {
      await screen?.stop()
    })

    test('is chosen, and set up only after the plan was shown', async () => {
      const { page } = screen
      await page.getByRole('banner').getByRole('link', { name: 'Not serving' }).click()
      await page.getByText('Choose a network port first.').waitFor()
      await page.locator('label').filter({ hasText: 'st0' }).click()
      await page.getByText('Saved.').waitFor()
      await page.getByRole('button', { name: 'Start serving' }).click()
      const dialog = page.getByRole('dialog', { name: 'Start serving on st0' })
      await dialog.getByText('ip address add 10.20.50.1/24 dev st0').waitFor()
      await dialog.getByText('ip address delete 10.20.50.1/24 dev st0').waitFor()
      expect((await screen.run('ip', 'address', 'show', 'st0')).stdout).not.toContain('10.20.50.1')
      await dialog.getByRole('button', { name: 'Start serving' }).click()
      await page.getByText('Boards are served on st0', { exact: true }).waitFor()
      await page.getByRole('banner').getByText('st0 · 10.20.50.1').waitFor()
      expect((await screen.run('ip', 'address', 'show', 'st0')).stdout).toContain('10.20.50.1')
    })

    test('shows that changed settings are not in use yet', async () => {
      const { page } = screen
      await page.getByText('Names for boards').click()
      await page.getByText('The new settings are not in use yet').waitFor()
    })

    test('is put back when serving stops', async () => {
      const { page } = screen
      await page.getByRole('button', { name: 'Stop serving' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Stop serving' }).click()
      await page.getByText('No boards are served', { exact: true }).waitFor()
      expect((await screen.run('ip', 'address', 'show', 'st0')).stdout).not.toContain('10.20.50.1')
    })

    test('that is gone is told, with what to do', async () => {
      const { page } = screen
      await screen.run('ip', 'link', 'set', 'st0', 'down')
      await screen.run('ip', 'link', 'set', 'st0', 'name', 'away0')
      await page.getByText('The chosen port st0 is not there now.').waitFor()
      await page.locator('label').filter({ hasText: 'away0' }).waitFor()
    })

    test('no script failed meanwhile', () => {
      expect(screen.errors).toEqual([])
    })
  },
)
