import { crc32 } from 'node:zlib'

const headerLength = 64
const magic = 0x27051956
const linux = 5
const arm64 = 22
const script = 6

/**
 * Wraps a script's text in the legacy image that U-Boot's `source` wants: a 64-byte big-endian header with two CRC-32
 * sums, then the length of the text, a zero, and the text (U-Boot, include/image.h, struct legacy_img_hdr).
 */
export function wrapUBootScript(text: string): Uint8Array {
  const body = Buffer.from(text, 'latin1')
  const data = Buffer.alloc(8 + body.length)
  data.writeUInt32BE(body.length, 0)
  body.copy(data, 8)
  const header = Buffer.alloc(headerLength)
  header.writeUInt32BE(magic, 0)
  header.writeUInt32BE(data.length, 12)
  header.writeUInt32BE(crc32(data), 24)
  header.set([linux, arm64, script, 0], 28)
  header.write('Bootbench', 32, 'latin1')
  header.writeUInt32BE(crc32(header), 4)
  return Buffer.concat([header, data])
}
