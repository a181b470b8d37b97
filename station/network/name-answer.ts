import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  type Packet,
  type Question,
} from 'dns-packet'
import { addressesOf, isBenchName, type NamedBoard, nameOfAddress } from './board-names.ts'

/** What is known when a question comes. */
export type NameFacts = {
  readonly boards: readonly NamedBoard[]
  readonly stationAddress: string
  /** Questions for other names are asked on, for boards that reach the internet. */
  readonly forwards: boolean
}

export type NameAnswer =
  | { readonly kind: 'answer'; readonly bytes: Uint8Array }
  /** Not ours: to be asked of the computer's own resolver. */
  | { readonly kind: 'forward' }
  /** Not a question; nothing is said to it. */
  | { readonly kind: 'none' }

/** Response codes of RFC 1035 section 4.1.1. */
const noError = 0
const serverFailure = 2
const noSuchName = 3
const notImplemented = 4
const refused = 5
const recursionAvailable = 1 << 7
/** RFC 1035 section 4.1.1. */
const headerBytes = 12
/** What a query may have over UDP where nothing smaller is agreed on (DNS flag day 2020). */
const largestQuery = 1_232
/** Boards get other addresses; an answer is good for this long. */
const timeToLiveSeconds = 5

/** Answers one DNS message (RFC 1035) about the names of the bench. Pure; never throws. */
export function answerNames(bytes: Uint8Array, facts: NameFacts): NameAnswer {
  const query = decodeQuery(bytes)
  if (query === null) return { kind: 'none' }
  const [question] = query.questions ?? []
  if (query.opcode !== 'QUERY' || question === undefined) return reply(query, facts, notImplemented)
  const reverse = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/i.exec(question.name)
  if (reverse !== null) return answerReverse(query, question, reverse.slice(1, 5), facts)
  if (!isBenchName(question.name))
    return facts.forwards ? { kind: 'forward' } : reply(query, facts, refused)
  const addresses = addressesOf(question.name, facts.boards, facts.stationAddress)
  if (addresses === null) return reply(query, facts, noSuchName)
  // A board that is known and has no IPv6 address here: the name exists, without such an entry.
  const answers = isType(question, 'A')
    ? addresses.map(
        (data): Answer => ({ type: 'A', name: question.name, ttl: timeToLiveSeconds, data }),
      )
    : []
  return reply(query, facts, noError, answers)
}

function answerReverse(
  query: Packet,
  question: Question,
  parts: readonly string[],
  facts: NameFacts,
): NameAnswer {
  const data = nameOfAddress([...parts].reverse().join('.'), facts.boards, facts.stationAddress)
  if (data === null) return facts.forwards ? { kind: 'forward' } : reply(query, facts, noSuchName)
  const answer: Answer = { type: 'PTR', name: question.name, ttl: timeToLiveSeconds, data }
  return reply(query, facts, noError, isType(question, 'PTR') ? [answer] : [])
}

/** The answer when the computer's own resolver gave none. */
export function failedAnswer(bytes: Uint8Array, facts: NameFacts): NameAnswer {
  const query = decodeQuery(bytes)
  return query === null ? { kind: 'none' } : reply(query, facts, serverFailure)
}

function isType(question: Question, type: 'A' | 'PTR'): boolean {
  return question.type === type || String(question.type) === 'ANY'
}

function decodeQuery(bytes: Uint8Array): (Packet & { opcode?: string }) | null {
  if (!isPlainQuestion(bytes)) return null
  try {
    const packet = decode(Buffer.from(bytes))
    return packet.type === 'query' ? packet : null
  } catch {
    // Not a DNS message. Nothing is said to it: an answer could be sent to a forged sender.
    return null
  }
}

/**
 * One question and at most what EDNS adds (RFC 6891 section 6.1.1), in the size that queries have. The codec takes a
 * second and more for a large packet that claims thousands of entries, and the station must not stand still.
 */
function isPlainQuestion(bytes: Uint8Array): boolean {
  if (bytes.length < headerBytes || bytes.length > largestQuery) return false
  const header = new DataView(bytes.buffer, bytes.byteOffset, headerBytes)
  const [questions, answers, authorities, additional] = [4, 6, 8, 10].map((at) =>
    header.getUint16(at),
  ) as [number, number, number, number]
  return questions === 1 && answers === 0 && authorities === 0 && additional <= 2
}

function reply(
  query: Packet,
  { forwards }: NameFacts,
  code: number,
  answers: Answer[] = [],
): NameAnswer {
  const asked = (query.flags ?? 0) & (1 << 8)
  const bytes = encode({
    type: 'response',
    id: query.id ?? 0,
    flags: AUTHORITATIVE_ANSWER | asked | (forwards ? recursionAvailable : 0) | code,
    questions: query.questions ?? [],
    answers,
  })
  return { kind: 'answer', bytes }
}
