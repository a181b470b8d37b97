import { z } from 'zod'
import { planStepSchema, settingsSchema } from '../../contract/settings.ts'
import { rulesName } from '../platform/udev-rules.ts'
import { repairPrograms } from './finding.ts'

const argvSchema = z.tuple([z.enum(repairPrograms)], z.string())

/** How a fix is taken back. */
const undoSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('commands'), commands: z.array(argvSchema) }),
  z.object({
    kind: z.literal('nft-accept'),
    interfaceName: z.string(),
    chains: z.array(
      z.object({
        family: z.enum(['ip', 'inet']),
        table: z.string(),
        chain: z.string(),
        hook: z.enum(['input', 'forward']),
      }),
    ),
  }),
  z.object({ kind: z.literal('settings'), before: settingsSchema.partial() }),
  z.object({ kind: z.literal('broker-rights') }),
  z.object({ kind: z.literal('udev-rules'), names: z.array(z.string().regex(rulesName)) }),
])

/** The fixes that were done and not taken back, by the id of their checkup; a file of the data folder. */
export const fixRecordSchema = z.record(
  z.string(),
  z.object({ title: z.string(), plan: z.array(planStepSchema).min(1), undo: undoSchema }),
)
export type FixRecord = z.infer<typeof fixRecordSchema>
export type DoneFix = FixRecord[string]
export type Undo = DoneFix['undo']
