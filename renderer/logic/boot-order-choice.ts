import { type BootStep, bootSteps } from '../../contract/boot-order.ts'

/** What a person has chosen as the boot order: as it is, one of the usual ones, or a number of their own. */
export type BootOrderChoice = {
  readonly id: string
  /** The number that was typed; used where `id` is `other`. */
  readonly other: string
}

export const keepOrder: BootOrderChoice = { id: 'keep', other: '0xf' }

/**
 * Boot orders that are of use on a bench: own storage and network in both orders, and what boards come with (`0xf41`, `0xf2541`, `0xf461`:
 * Raspberry Pi documentation, BOOT_ORDER, and the folders recovery and recovery5 of usbboot).
 */
export const usualOrders = [
  '0xf21',
  '0xf12',
  '0xf2',
  '0xf1',
  '0xf216',
  '0xf41',
  '0xf2541',
  '0xf461',
] as const

/** The number that this choice stands for; null where the order stays as it is. */
export function chosenOrder({ id, other }: BootOrderChoice): string | null {
  if (id === keepOrder.id) return null
  return id === 'other' ? other.trim() : id
}

/** The steps of a number, first to last, without the end: that is said apart. Null where it is no number. */
export function orderSteps(
  value: string,
): { steps: readonly BootStep[]; end: BootStep | null } | null {
  const steps = bootSteps(value)
  if (steps === null) return null
  const last = steps.at(-1)
  const ends = last === 'stop' || last === 'restart'
  return { steps: ends ? steps.slice(0, -1) : steps, end: ends ? last : null }
}
