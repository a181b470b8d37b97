/**
 * Puts encoded options into the room a message has: the options field first, then, when that is full, the
 * unused header fields file and sname (option 52, RFC 2132 section 9.3). Options longer than 255 bytes are
 * split (RFC 3396 section 6).
 */
import type { RawOption } from './options.ts'

/** Bytes of room in each place; 0 when it must not be used. */
export interface OptionRoom {
  options: number
  file: number
  serverName: number
}

export interface PackedOptions {
  options: Uint8Array
  file: Uint8Array
  serverName: Uint8Array
  /** Codes of the options that fit nowhere. */
  omitted: number[]
}

const overloadCode = 52
const endCode = 255
const relayInformationCode = 82
const longestValue = 255

interface Area {
  readonly limit: number
  readonly content: number[]
}

/** Packs in order; an option is written whole or not at all. */
export function packOptions(values: readonly RawOption[], room: OptionRoom): PackedOptions {
  const plain = fill(values, [area(room.options - 1)])
  if (plain.omitted.length === 0) return result(plain.areas, plain.omitted)
  // One byte for the end mark in each place, three for option 52 in the options field.
  const overloaded = fill(values, [
    area(room.options - 4),
    area(room.file - 1),
    area(room.serverName - 1),
  ])
  return result(overloaded.areas, overloaded.omitted)
}

function area(limit: number): Area {
  return { limit, content: [] }
}

function fill(values: readonly RawOption[], areas: Area[]): { areas: Area[]; omitted: number[] } {
  const omitted: number[] = []
  for (const value of values) {
    // RFC 3046 section 2.2: the relay's information must not go into overloaded fields.
    const allowed = value.code === relayInformationCode ? areas.slice(0, 1) : areas
    const pieces = split(value)
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0)
    const place = allowed.find((one) => one.content.length + size <= one.limit)
    if (place === undefined) omitted.push(value.code)
    else for (const piece of pieces) place.content.push(...piece)
  }
  return { areas, omitted }
}

function split({ code, data }: RawOption): number[][] {
  const pieces: number[][] = []
  for (let start = 0; start === 0 || start < data.length; start += longestValue) {
    const part = data.subarray(start, start + longestValue)
    pieces.push([code, part.length, ...part])
  }
  return pieces
}

function result(areas: readonly Area[], omitted: number[]): PackedOptions {
  const [options, file, serverName] = areas.map((one) => one.content)
  const overload = (file?.length ? 1 : 0) + (serverName?.length ? 2 : 0)
  const mark = overload === 0 ? [] : [overloadCode, 1, overload]
  return {
    options: Uint8Array.from([...(options ?? []), ...mark, endCode]),
    file: closed(file),
    serverName: closed(serverName),
    omitted,
  }
}

function closed(content: readonly number[] | undefined): Uint8Array {
  return content?.length ? Uint8Array.from([...content, endCode]) : new Uint8Array(0)
}
