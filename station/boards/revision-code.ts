/** What a Raspberry Pi revision code tells. */
export type RevisionFacts = { readonly model: string; readonly memoryBytes: number }

// Raspberry Pi documentation, "Raspberry Pi revision codes", new-style codes: bits 4-11 type, 20-22 memory, 0-3 board revision.
const types: Readonly<Record<number, string>> = {
  2: 'Model A+',
  3: 'Model B+',
  4: '2 Model B',
  6: 'Compute Module 1',
  8: '3 Model B',
  9: 'Zero',
  10: 'Compute Module 3',
  12: 'Zero W',
  13: '3 Model B+',
  14: '3 Model A+',
  16: 'Compute Module 3+',
  17: '4 Model B',
  18: 'Zero 2 W',
  19: '400',
  20: 'Compute Module 4',
  21: 'Compute Module 4S',
  23: '5 Model B',
  24: 'Compute Module 5',
  25: '500',
  26: 'Compute Module 5 Lite',
}

/** Reads a new-style revision code ("c03141"); null for old-style or unknown codes. */
export function readRevisionCode(hex: string): RevisionFacts | null {
  if (!/^[0-9a-f]{1,8}$/i.test(hex)) return null
  const code = Number.parseInt(hex, 16)
  const isNewStyle = (code & (1 << 23)) !== 0
  const type = types[(code >> 4) & 0xff]
  if (!isNewStyle || type === undefined) return null
  const memoryBytes = 256 * 1024 * 1024 * 2 ** ((code >> 20) & 0x7)
  return { model: `Raspberry Pi ${type} Rev 1.${code & 0xf}`, memoryBytes }
}
