/** A hub that switches its ports one by one, as the program uhubctl tells. */
export type ListedHub = {
  /** `1-1`; root hubs are the number of their bus alone, `1`. */
  readonly location: string
  /** The hub of a USB 3 hub's faster half. */
  readonly isSuperSpeed: boolean
  readonly ports: readonly { readonly number: number; readonly isOn: boolean }[]
}

/**
 * Reads what uhubctl prints (2.3 and later): `Current status for hub 1-1 [0bda:5411, USB 2.10, 4 ports, ppps]`, then
 * `  Port 1: 0100 power` for each. Hubs that can't switch single ports, which it lists only when told to, are left out.
 */
export function readHubListing(text: string): ListedHub[] {
  const hubs: (ListedHub & { ports: { number: number; isOn: boolean }[] })[] = []
  let isKept = false
  for (const line of text.split('\n')) {
    const head = /^Current status for hub (\d+(?:-\d+(?:\.\d+)*)?) \[(.*)\]/.exec(line)
    if (head !== null) {
      const [, location = '', words = ''] = head
      isKept = /\bppps\b/.test(words)
      if (isKept) hubs.push({ location, isSuperSpeed: /\bUSB 3\./.test(words), ports: [] })
      continue
    }
    const port = /^\s+Port (\d+): [0-9a-f]{4} (\w+)/.exec(line)
    if (isKept && port !== null) {
      hubs.at(-1)?.ports.push({ number: Number(port[1]), isOn: port[2] !== 'off' })
    }
  }
  return hubs
}
