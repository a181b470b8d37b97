import { z } from 'zod'
import { planStepSchema } from './settings.ts'

/** Something the station can do itself about a checkup: shown as a plan first, and undone on request. */
export const fixSchema = z.object({
  /** What the button says. */
  title: z.string(),
  plan: z.array(planStepSchema).min(1),
  /** `available`: it can be done now; `by-hand`: the person must run the plan's commands; `done`: it was done and can be undone. */
  state: z.enum(['available', 'by-hand', 'done']),
})
export type Fix = z.infer<typeof fixSchema>

/** One precondition of the station: what was looked at, what was found, and what to do. */
export const checkupSchema = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['ok', 'warning', 'problem']),
  found: z.string(),
  next: z.string().nullable(),
  fix: fixSchema.nullable(),
})
export type Checkup = z.infer<typeof checkupSchema>
