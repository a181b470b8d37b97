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

/** How much is freed at once, so that a full memory is not searched for each new record. */
const keptShare = 0.95

export function createFairMemory(limit: MemoryLimit): FairMemory {
  const owners = new Map<string, TrafficRecord[]>()
  let entries = 0
  let bytes = 0

  const insert = (owner: string, record: TrafficRecord): void => {
    const records = owners.get(owner)
    if (records === undefined) owners.set(owner, [record])
    else records.push(record)
  }

  const trim = (): void => {
    const most = mostPerOwner([...owners.values()], {
      entries: limit.entries * keptShare,
      bytes: limit.bytes * keptShare,
    })
    entries = 0
    bytes = 0
    for (const [owner, records] of owners) {
      const kept = newest(records, most)
      if (kept.length === 0) owners.delete(owner)
      else owners.set(owner, kept)
      entries += kept.length
      bytes += sumOfBytes(kept)
    }
  }

  return {
    add: (owner, record) => {
      insert(owner, record)
      entries += 1
      bytes += bytesOf(record)
      if (entries > limit.entries || bytes > limit.bytes) trim()
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

/** The largest number of records that every owner may keep so that all together stay inside the limit. */
function mostPerOwner(owners: readonly (readonly TrafficRecord[])[], limit: MemoryLimit): number {
  let fits = 0
  let tooMany = Math.max(0, ...owners.map((records) => records.length)) + 1
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2)
    if (isInside(owners, middle, limit)) fits = middle
    else tooMany = middle
  }
  return fits
}

function isInside(
  owners: readonly (readonly TrafficRecord[])[],
  most: number,
  limit: MemoryLimit,
): boolean {
  let entries = 0
  let bytes = 0
  for (const records of owners) {
    const kept = newest(records, most)
    entries += kept.length
    bytes += sumOfBytes(kept)
    if (entries > limit.entries || bytes > limit.bytes) return false
  }
  return true
}

function newest(records: readonly TrafficRecord[], most: number): TrafficRecord[] {
  return records.slice(Math.max(0, records.length - most))
}

function sumOfBytes(records: readonly TrafficRecord[]): number {
  return records.reduce((sum, record) => sum + bytesOf(record), 0)
}
