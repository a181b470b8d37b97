import { z } from 'zod'

/** A port whose power can be switched: of a ClusterHAT, a ClusterCTRL board or a USB hub. */
export const powerPortSchema = z.object({
  id: z.string(),
  /** For people: `ClusterHAT p1`, `Hub 1-1 port 3`. */
  name: z.string(),
  /** The USB port that it feeds (`1-1.2`); null where that is not known. */
  usbPath: z.string().nullable(),
  state: z.enum(['on', 'off', 'unknown']),
  /** The board that a person said it feeds; null where nobody did. */
  boardId: z.string().nullable(),
  /** It is being switched just now: a cycle takes some seconds. */
  isSwitching: z.boolean().default(false),
})
export type PowerPort = z.infer<typeof powerPortSchema>

export const powerActionSchema = z.enum(['on', 'off', 'cycle'])
export type PowerAction = z.infer<typeof powerActionSchema>
