/** A chip with registers of one byte, in the shape in which the station reaches chips on I2C. */
export type SimulatedChip = (
  steps: readonly Step[],
) => Promise<
  | { readonly kind: 'done'; readonly values: readonly number[] }
  | { readonly kind: 'failed'; readonly reason: 'no-answer'; readonly detail: string }
>

type Step =
  | { readonly kind: 'read'; readonly register: number; readonly count?: number }
  | { readonly kind: 'write'; readonly register: number; readonly value: number }

/** `write` answers false where the chip does not acknowledge. */
export function createChip(registers: {
  readonly read: (register: number) => number
  readonly write: (register: number, value: number) => boolean
}): SimulatedChip {
  return async (steps) => {
    const values: number[] = []
    for (const step of steps) {
      if (step.kind === 'read') {
        for (let next = 0; next < (step.count ?? 1); next += 1) {
          values.push(registers.read(step.register + next))
        }
      } else if (!registers.write(step.register, step.value)) {
        return { kind: 'failed', reason: 'no-answer', detail: 'Error: Write failed' }
      }
    }
    return { kind: 'done', values }
  }
}
