import type { TrafficEvent } from '../../contract/traffic.ts'
import { createFairMemory, type MemoryLimit } from './fair-memory.ts'
import { createFollowers } from './followers.ts'
import { createRateLimit, type Rate } from './rate-limit.ts'
import type { Clue, Observation, TrafficRecord } from './traffic-record.ts'

/** Remembers what boards and station say to each other, and tells it to those who watch. */
export type TrafficRecorder = {
  /** Takes in one packet or request. Costs little and never throws; more than the rate of its sender allows is only counted. */
  record(observation: Observation): void
  /** The same, for what a stranger may send in floods: what is only counted is not even looked at. */
  recordLazily(clue: Clue, observe: () => Observation): void
  /** What is remembered, oldest first; of one board only, when `boardId` is given. */
  remembered(boardId: string | null): TrafficRecord[]
  /** First what is remembered, then what comes, at most ten times a second. Ends when `signal` aborts. */
  follow(boardId: string | null, signal: AbortSignal): AsyncGenerator<TrafficEvent, void, void>
}

export type RecorderOptions = {
  readonly clock: () => number
  /** The board that a MAC or IP address belongs to now, or null. */
  readonly findBoard: (clue: Clue) => string | null
  readonly memory?: MemoryLimit
  readonly ratePerBoard?: Rate
  /** For all together whose packets belong to no board that is known yet. */
  readonly rateOfStrangers?: Rate
}

/** Some hundred network boots, or some hours of twenty boards at work. */
const defaultMemory: MemoryLimit = { entries: 20_000, bytes: 24 * 1024 * 1024 }
/** A whole network boot is some 150 entries within seconds; a board at work makes one every few seconds. */
const defaultRatePerBoard: Rate = { burst: 600, perSecond: 30 }
const defaultRateOfStrangers: Rate = { burst: 600, perSecond: 60 }

/** Boards that were heard by broadcast only share a place: their addresses may be made up. */
const unproven = 'unproven'

export function createTrafficRecorder(options: RecorderOptions): TrafficRecorder {
  const { clock, findBoard } = options
  const memory = createFairMemory(options.memory ?? defaultMemory)
  const boardRate = createRateLimit(clock, options.ratePerBoard ?? defaultRatePerBoard)
  const strangerRate = createRateLimit(clock, options.rateOfStrangers ?? defaultRateOfStrangers)
  const proven = new Set<string>()
  const followers = createFollowers()
  let arrivals: TrafficRecord[] = []
  let nextId = 1

  const takeRate = (boardId: string | null): number | null =>
    boardId === null ? strangerRate.take(unproven) : boardRate.take(boardId)

  const keep = (record: TrafficRecord): void => {
    const { boardId } = record.entry
    if (boardId !== null && isProof(record) && !proven.has(boardId)) {
      proven.add(boardId)
      memory.move(unproven, boardId, ({ entry }) => entry.boardId === boardId)
    }
    memory.add(boardId !== null && proven.has(boardId) ? boardId : unproven, record)
  }

  /** A board's very first packet is what makes it known, so whose an arrival is is asked once more when it has been handled. */
  const settle = (): void => {
    const settled = arrivals.map((record) => withBoard(record, findBoard))
    arrivals = []
    for (const record of settled) keep(record)
    if (settled.length > 0) followers.tell(settled.map(({ entry }) => entry))
  }

  const remembered = (boardId: string | null): TrafficRecord[] => {
    settle()
    if (boardId === null) return memory.all()
    const early = memory.of(unproven).filter(({ entry }) => entry.boardId === boardId)
    return [...early, ...memory.of(boardId)].sort((one, other) => one.entry.id - other.entry.id)
  }

  const recordLazily = (clue: Clue, observe: () => Observation): void => {
    const boardId = findBoard(clue)
    const missed = takeRate(boardId)
    if (missed === null) return
    const { topic, capture, clue: _, at = clock(), ...told } = observe()
    const summary = summaryOf(told.summary, missed)
    const entry = { ...told, id: nextId, at, boardId, summary }
    nextId += 1
    if (arrivals.length === 0) queueMicrotask(settle)
    arrivals.push({ entry, clue, topic, capture })
  }

  return {
    record: (observation) => recordLazily(observation.clue, () => observation),
    recordLazily,
    remembered,
    follow: (boardId, signal) =>
      followers.follow(boardId, () => remembered(boardId).map(({ entry }) => entry), signal),
  }
}

const longestSummary = 300
/** Names come from the network: nothing that a terminal or a line of text could stumble over. */
const unprintable = /[^ -~\u00a1-\u00ff]/g

function summaryOf(text: string, missed: number): string {
  const plain = text.slice(0, longestSummary).replaceAll(unprintable, '?')
  return missed === 0 ? plain : `${plain} (${missed} before it not recorded)`
}

/** Two-way speech over IP can't be made up by somebody who only sends broadcasts. */
function isProof({ clue, topic }: TrafficRecord): boolean {
  if (clue.kind === 'board') return true
  return clue.kind === 'ip' && (topic.message === 'file-end' || topic.message === 'http')
}

function withBoard(record: TrafficRecord, findBoard: RecorderOptions['findBoard']): TrafficRecord {
  if (record.entry.boardId !== null) return record
  return { ...record, entry: { ...record.entry, boardId: findBoard(record.clue) } }
}
