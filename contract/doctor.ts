import { z } from 'zod'

/** One precondition of the station: what was looked at, what was found, and what to do. */
export const checkupSchema = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['ok', 'warning', 'problem']),
  found: z.string(),
  next: z.string().nullable(),
})
export type Checkup = z.infer<typeof checkupSchema>
