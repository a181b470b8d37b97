import type { Page } from 'playwright-core'

/** Waits until the page has drawn so many frames. */
export async function drawn(page: Page, frames: number): Promise<void> {
  await page.evaluate(
    (count) =>
      new Promise<void>((resolve) => {
        let left = count
        const next = () => {
          left -= 1
          if (left <= 0) resolve()
          else requestAnimationFrame(next)
        }
        requestAnimationFrame(next)
      }),
    frames,
  )
}
