import type { Locator, Page } from 'playwright-core'

// What a person does on the first screen, in the words that the person sees.

export function boardCards(page: Page): Locator {
  return page.getByRole('article', { name: /^Board / })
}

export function boardCard(page: Page, label: string): Locator {
  return page.getByRole('article', { name: `Board ${label}`, exact: true })
}

export async function openPage(page: Page, name: 'Bench' | 'Images' | 'History'): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name }).click()
}

/** Labels of all boards whose agent is ready, in the order of the screen. */
export async function readyBoards(page: Page): Promise<string[]> {
  const labels: string[] = []
  for (const card of await boardCards(page).all()) {
    const label = (await card.getAttribute('aria-label'))?.replace(/^Board /, '')
    if (label && (await card.getByRole('button', { name: 'Identify' }).isEnabled()))
      labels.push(label)
  }
  return labels
}

/** Goes through the deploy dialog up to the confirmation, whatever the dialog chose by itself. */
export async function openDeployConfirmation(
  page: Page,
  label: string,
  imageName: string,
): Promise<Locator> {
  await boardCard(page, label).getByRole('button', { name: 'Deploy' }).click()
  const dialog = page.getByRole('dialog', { name: `Deploy to ${label}` })
  await dialog.waitFor()
  const change = dialog.getByRole('button', { name: 'Change image or storage' })
  if (await change.isVisible()) await change.click()
  const storages = dialog.getByRole('radiogroup', { name: 'Storage to write to' })
  // The radio itself is hidden behind its row: press the row, as a person does.
  if (await storages.isVisible()) await storages.locator('label').first().click()
  await dialog
    .getByRole('radiogroup', { name: 'Image' })
    .locator('label')
    .filter({ hasText: imageName })
    .click()
  await dialog.getByRole('button', { name: 'Continue' }).click()
  return dialog
}

export async function deploy(page: Page, label: string, imageName: string): Promise<void> {
  const dialog = await openDeployConfirmation(page, label, imageName)
  await dialog.getByRole('button', { name: 'Erase and deploy' }).click()
  await dialog.waitFor({ state: 'hidden' })
}
