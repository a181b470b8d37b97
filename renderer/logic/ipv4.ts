/** A dotted IPv4 address as a number; null where the text is none. */
export function ipv4Number(text: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text.trim())?.slice(1)
  if (parts === undefined || parts.some((part) => Number(part) > 255 || /^0\d/.test(part)))
    return null
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0)
}

export function ipv4Text(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')
}

/** The first and last address of the network of `prefixLength` (8 to 30) that this address is in. */
export function networkOf(
  address: number,
  prefixLength: number,
): { readonly first: number; readonly last: number } {
  const size = 2 ** (32 - prefixLength)
  const first = Math.floor(address / size) * size
  return { first, last: first + size - 1 }
}
