/** A small ustar archive, for tests. */
export function tarOf(files: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(files).flatMap(([name, text]) => {
    const bytes = Buffer.from(text, 'latin1')
    const padding = Buffer.alloc((512 - (bytes.length % 512)) % 512)
    return [headerOf(name, bytes.length), bytes, padding]
  })
  return Buffer.concat([...parts, Buffer.alloc(1_024)])
}

function headerOf(name: string, size: number): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0, 'latin1')
  header.write('0000644\0', 100)
  header.write(size.toString(8).padStart(11, '0'), 124)
  header.write(' '.repeat(8), 148)
  header.write('0ustar\0', 156)
  header.write('00', 263)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}
