import { create } from 'zustand'
import type { Checkup } from '../../contract/doctor.ts'

/** What the station's doctor found last, for the page and for the number in the header. */
export type DoctorReport = {
  readonly checkups: readonly Checkup[] | null
  /** Milliseconds since 1970. */
  readonly examinedAt: number | null
  readonly isExamining: boolean
}

export const useDoctor = create<DoctorReport>(() => ({
  checkups: null,
  examinedAt: null,
  isExamining: false,
}))

export function keepCheckups(checkups: readonly Checkup[]): void {
  useDoctor.setState({ checkups, examinedAt: Date.now(), isExamining: false })
}
