/** How text looks; `size` in points. */
export type TextStyle = {
  readonly size: number
  readonly bold?: boolean
  readonly mono?: boolean
  readonly grey?: boolean
}
