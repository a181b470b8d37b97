/**
 * Why a file of this name is not looked for; null for a name that is as boot code makes them. A name may lead into folders (`2711/start4.elf`)
 * and never out of one.
 */
export function nameRefusal(name: string): string | null {
  if (name.startsWith('/')) return 'it begins at the root of the disk'
  if (name.includes('\\') || name.includes(':')) return 'it has a character that no boot file has'
  if (name.includes('\0')) return 'it has a zero in it'
  if (name.length > 255) return 'it is too long'
  const parts = name.split('/')
  if (parts.includes('..')) return 'it leads out of the folder'
  if (parts.includes('') || parts.includes('.')) return 'a part of it is empty'
  return null
}
