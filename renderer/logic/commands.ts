/** Something that a person can call by name from the command palette. */
export type Command = {
  /** Unique among all; `page.bench`, `board.ID`. */
  readonly id: string
  readonly group: CommandGroup
  /** What it is or does, in words. */
  readonly label: string
  /** A second line: what it does to how many, for example. */
  readonly hint?: string
  /** What else finds it: serial number, slot, MAC address. */
  readonly keywords?: string
  /** The keys that do the same without the palette. */
  readonly keys?: string
  /** Why it can't be done now; it is shown, and not run. */
  readonly reason?: string | null
  readonly run: () => void
}

/** In the order in which the palette shows them. */
export const commandGroups = ['selection', 'pages', 'boards', 'actions', 'view'] as const
export type CommandGroup = (typeof commandGroups)[number]

/**
 * The commands that hold every word of the search, best first: those that begin with it, then those with a word that does,
 * then the rest; equal ones in the order they came. At most `limit`, so that a bench of thousands costs nothing.
 */
export function findCommands(
  commands: readonly Command[],
  search: string,
  limit: number,
): readonly Command[] {
  const words = plain(search).split(/\s+/).filter(Boolean)
  return commands
    .map((command) => ({ command, rank: rankOf(command, words) }))
    .filter(({ rank }) => rank !== null)
    .sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0))
    .slice(0, limit)
    .map(({ command }) => command)
}

/** Small is good; null: a word is missing. */
function rankOf({ label, keywords = '' }: Command, words: readonly string[]): number | null {
  const name = plain(label)
  const all = `${name} ${plain(keywords)}`
  if (!words.every((word) => all.includes(word))) return null
  const [first] = words
  if (first === undefined || name.startsWith(first)) return 0
  return all.includes(` ${first}`) ? 1 : 2
}

/** Small letters without accents: `Über` is found by `uber`. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
