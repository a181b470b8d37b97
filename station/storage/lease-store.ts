import { z } from 'zod'
import type { Database } from './database.ts'
import { type Documents, openDocuments } from './documents.ts'

/** An address that a board holds, in the members of the DHCP server's `Lease`. */
export const leaseSchema = z.object({
  clientKey: z.string(),
  hardwareAddress: z.string(),
  address: z.string(),
  state: z.enum(['offered', 'bound', 'released']),
  expiresAt: z.number(),
  hostName: z.string().exactOptional(),
  serialTail: z.string().exactOptional(),
})

/** Keeps leases in the database. Saving throws when it is not durable: the DHCP server then gives no answer. */
export function openLeaseStore(
  database: Database,
  log: (message: string) => void,
): Documents<z.infer<typeof leaseSchema>> {
  return openDocuments({
    database,
    table: 'leases',
    schema: leaseSchema,
    keyOf: (lease) => lease.address,
    log,
  })
}
