import { z } from 'zod'

/** A release of github.com/raspberrypi/usbboot that exists (Homebrew's formula rpiboot builds it); a person may name a later one. */
export const knownUsbbootRelease = '20250908-162618'

/** One archive of Raspberry Pi's usbboot, or of its submodule rpi-eeprom, as it was downloaded. The hash is hexadecimal. */
const fetchedArchiveSchema = z.object({ url: z.string(), size: z.number(), sha256: z.string() })

/** What was downloaded, and what of it was imported for a target. */
export const fetchedUsbFilesSchema = z.object({
  archives: z.array(fetchedArchiveSchema),
  files: z.array(z.object({ name: z.string(), size: z.number(), sha256: z.string() })),
})
export type FetchedUsbFiles = z.infer<typeof fetchedUsbFilesSchema>

/** What to download: a tag, branch or commit (null: the one that the station knows), and what the first archive must have. */
export const usbFilesWishSchema = z.object({
  release: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$/)
    .nullable(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i)
    .nullable(),
})
