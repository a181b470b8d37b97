import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { needRoot } from '../lab/need-root.ts'
import { chromiumIsThere, chromiumPath } from './browser.ts'
import { type ScreenInLab, startScreenInLab } from './screen-in-lab.ts'

if (!chromiumIsThere()) {
  console.warn(`The tests of the doctor are skipped: there is no Chromium at ${chromiumPath}.`)
}

const closedFirewall = [
  ['nft', 'add', 'table', 'inet', 'office'],
  [
    ...['nft', 'add', 'chain', 'inet', 'office', 'input'],
    '{ type filter hook input priority 0; policy drop; }',
  ],
  ['nft', 'add', 'rule', 'inet', 'office', 'input', 'iif', 'lo', 'accept'],
] as const

describe.skipIf(!chromiumIsThere() || needRoot('repairs by the doctor on the screen'))(
  'the doctor',
  () => {
    let screen: ScreenInLab

    beforeAll(async () => {
      screen = await startScreenInLab()
      for (const [program, ...args] of closedFirewall) await screen.run(program, ...args)
    })

    afterAll(async () => {
      await screen?.stop()
    })

    const group = (name: string): Locator => screen.page.getByRole('region', { name, exact: true })
    const checkup = (of: Locator, title: string): Locator =>
      of.getByRole('listitem').filter({ hasText: title })
    const firewall = 'The firewall lets boards in'

    test('tells what is wrong, why, and what to do, with the number in the header', async () => {
      const { page } = screen
      await page.getByRole('link', { name: 'Doctor 1 problem' }).click()
      const port = checkup(group('Needs attention'), 'The network port that leads to the boards')
      await port.getByText('problem', { exact: true }).waitFor()
      await port.getByText('None is chosen.').waitFor()
      await port.getByText('Choose the port that leads to the boards in the settings.').waitFor()
      await checkup(group('Fine'), 'The data folder can be written').waitFor()
    })

    test('gives commands where the station can’t do it itself', async () => {
      const firmware = checkup(group('Needs attention'), 'firmware for Pi 4')
      await firmware.getByRole('button', { name: 'By hand: Import the firmware' }).click()
      await firmware.getByText('bootbench boot-files import FOLDER').waitFor()
    })

    test('repairs after its plan was shown, and tells what an examination found then', async () => {
      const { page } = screen
      await page.getByRole('link', { name: 'Settings', exact: true }).click()
      await page.locator('label').filter({ hasText: 'st0' }).click()
      await page.getByText('Saved.').waitFor()
      await page.getByRole('link', { name: /^Doctor/ }).click()
      const found = checkup(group('Needs attention'), firewall)
      await found.getByText('inet office input').waitFor()
      await found.getByRole('button', { name: /^Accept what comes in on st0/ }).click()
      const dialog = page.getByRole('dialog', { name: /^Repair: Accept what comes in/ })
      await dialog.getByText('insert rule inet office input').waitFor()
      expect(await rules()).not.toContain('bootbench st0')
      await dialog.getByRole('button', { name: 'Repair now' }).click()
      await dialog.getByText('The examination afterwards found it fine.').waitFor()
      expect(await rules()).toContain('bootbench st0')
      await dialog.getByRole('button', { name: 'Close' }).click()
      await checkup(group('Fine'), firewall).getByText('The station repaired this').waitFor()
    })

    test('takes its repair back', async () => {
      const { page } = screen
      await checkup(group('Fine'), firewall)
        .getByRole('button', { name: /^Take it back/ })
        .click()
      const dialog = page.getByRole('dialog', { name: /^Take back: Accept what comes in/ })
      await dialog.getByRole('button', { name: 'Take it back' }).click()
      await dialog.getByText('Taken back: Accept what comes in').waitFor()
      expect(await rules()).not.toContain('bootbench st0')
      await dialog.getByRole('button', { name: 'Close' }).click()
      await checkup(group('Needs attention'), firewall).waitFor()
    })

    test('looks again when asked', async () => {
      const { page } = screen
      await screen.run('nft', 'delete', 'table', 'inet', 'office')
      await page.getByRole('button', { name: 'Examine again' }).click()
      await checkup(group('Fine'), firewall).waitFor()
    })

    test('no script failed meanwhile', () => {
      expect(screen.errors).toEqual([])
    })

    async function rules(): Promise<string> {
      return (await screen.run('nft', 'list', 'ruleset')).stdout
    }
  },
)
