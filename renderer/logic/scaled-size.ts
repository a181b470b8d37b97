/** Width and height of a picture made to fit into a square of `limit` pixels, never larger than it is. */
export function scaledSize(
  width: number,
  height: number,
  limit: number,
): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, limit / Math.max(width, height, 1))
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  }
}
