import { bytesOf, type TrafficRecord } from './traffic-record.ts'

/** How much is remembered in all. */
export type MemoryLimit = { readonly entries: number; readonly bytes: number }

/** Records by owner. When it is full, those that have most lose their oldest first, so that nobody's flood pushes out others. */
export type FairMemory = {
  add(owner: string, record: TrafficRecord): void
  /** Gives all records of one owner that `picks` to another one. */
  move(from: string, to: string, picks: (record: TrafficRecord) => boolean): void
  of(owner: string): readonly TrafficRecord[]
  /** Everything, in the order of ids. */
  all(): TrafficRecord[]
}

/** Once it is full it is emptied down to this share, so that not every new record has to make room for itself. */
const keptShare = 0.95
/** How much of their records those that have most lose in one round. */
const roundShare = 0.1

export function createFairMemory(limit: MemoryLimit): FairMemory {
  const owners = new Map<string, TrafficRecord[]>()
  let entries = 0
  let bytes = 0

  const isWithin = (share: number): boolean =>
    entries <= limit.entries * share && bytes <= limit.bytes * share

  const insert = (owner: string, record: TrafficRecord): void => {
    const records = owners.get(owner)
    if (records === undefined) owners.set(owner, [record])
    else records.push(record)
  }

  const cut = (owner: string, records: TrafficRecord[], most: number): void => {
    for (const record of records.splice(0, records.length - most)) {
      entries -= 1
      bytes -= bytesOf(record)
    }
    if (records.length === 0) owners.delete(owner)
  }

  const makeRoom = (): void => {
    while (!isWithin(keptShare)) {
      const counts = [...owners.values()].map(({ length }) => length)
      const most = Math.floor(counts.reduce((a, b) => Math.max(a, b), 0) * (1 - roundShare))
      for (const [owner, records] of owners) {
        if (records.length > most) cut(owner, records, most)
      }
    }
  }

  return {
    add: (owner, record) => {
      insert(owner, record)
      entries += 1
      bytes += bytesOf(record)
      if (!isWithin(1)) makeRoom()
    },
    move: (from, to, picks) => {
      const records = owners.get(from) ?? []
      owners.set(
        from,
        records.filter((record) => !picks(record)),
      )
      for (const record of records.filter(picks)) insert(to, record)
    },
    of: (owner) => owners.get(owner) ?? [],
    all: () => [...owners.values()].flat().sort((one, other) => one.entry.id - other.entry.id),
  }
}
