import type { PartitionTable } from '../../contract/image.ts'
import { openExt4 } from './ext4.ts'
import type { ReadBytes } from './mbr.ts'

/** os-release(5): the first one wins; the second is where distributions keep it. */
const places = ['/etc/os-release', '/usr/lib/os-release']
const longestFile = 64 * 1024
const longestName = 200

/**
 * What the operating system on an image calls itself, for example `Debian GNU/Linux 13 (trixie)`: the PRETTY_NAME of the first ext
 * filesystem that has an os-release file. Null where it can't be told.
 */
export function operatingSystemOf(table: PartitionTable | null, read: ReadBytes): string | null {
  for (const { filesystem, startByte, sizeBytes } of table?.partitions ?? []) {
    if (!/^ext[234]$/.test(filesystem ?? '')) continue
    const ext4 = openExt4(read, startByte, sizeBytes)
    for (const place of ext4 === null ? [] : places) {
      const content = ext4?.readFile(place, longestFile) ?? null
      const name = content === null ? null : prettyName(content.toString('utf8'))
      if (name !== null) return name
    }
  }
  return null
}

/** PRETTY_NAME, or NAME where there is none; null where neither says anything. */
export function prettyName(osRelease: string): string | null {
  for (const key of ['PRETTY_NAME', 'NAME']) {
    const lines = osRelease.split('\n').filter((line) => line.startsWith(`${key}=`))
    const value = unquoted(lines.at(-1)?.slice(key.length + 1) ?? '')
      .replaceAll(/[\p{Cc}\uFFFD]/gu, '')
      .trim()
      .slice(0, longestName)
    if (value !== '') return value
  }
  return null
}

/** Values are quoted as in a shell, without anything being put in for variables: os-release(5). */
function unquoted(value: string): string {
  const text = value.trim()
  const single = /^'([^']*)'$/.exec(text)
  if (single !== null) return single[1] ?? ''
  const double = /^"((?:[^"\\]|\\.)*)"$/.exec(text)
  return (double === null ? text : (double[1] ?? '')).replaceAll(/\\(["'$`\\])/g, '$1')
}
