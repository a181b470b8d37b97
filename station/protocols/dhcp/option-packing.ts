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
  readonly values: RawOption[]
  size: number
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
  return { limit, values: [], size: 0 }
}

function fill(values: readonly RawOption[], areas: Area[]): { areas: Area[]; omitted: number[] } {
  const omitted: number[] = []
  for (const value of values) {
    // RFC 3046 section 2.2: the relay's information must not go into overloaded fields.
    const allowed = value.code === relayInformationCode ? areas.slice(0, 1) : areas
    const size = encodedSize(value)
    const place = allowed.find((one) => one.size + size <= one.limit)
    if (place === undefined) omitted.push(value.code)
    else {
      place.values.push(value)
      place.size += size
    }
  }
  return { areas, omitted }
}

/** Two bytes of head for every 255 bytes of value. */
function encodedSize({ data }: RawOption): number {
  return data.length + 2 * Math.max(Math.ceil(data.length / longestValue), 1)
}

function result(areas: readonly Area[], omitted: number[]): PackedOptions {
  const [options, file, serverName] = areas
  const overload = (file?.size ? 1 : 0) + (serverName?.size ? 2 : 0)
  const mark = { code: overloadCode, data: Uint8Array.of(overload) }
  const withMark = overload === 0 ? [] : [mark]
  return {
    options: write([...(options?.values ?? []), ...withMark]),
    file: file?.size ? write(file.values) : new Uint8Array(0),
    serverName: serverName?.size ? write(serverName.values) : new Uint8Array(0),
    omitted,
  }
}

/** The options one after the other, long ones in pieces, and the end mark. */
function write(values: readonly RawOption[]): Uint8Array {
  const bytes = new Uint8Array(values.reduce((sum, value) => sum + encodedSize(value), 1))
  let offset = 0
  for (const { code, data } of values) {
    for (let start = 0; start === 0 || start < data.length; start += longestValue) {
      const piece = data.subarray(start, start + longestValue)
      bytes[offset] = code
      bytes[offset + 1] = piece.length
      bytes.set(piece, offset + 2)
      offset += 2 + piece.length
    }
  }
  bytes[offset] = endCode
  return bytes
}
