/** A lease store that forgets when the program ends: for tests, the demo and the simulator. */
import type { Lease, LeaseStore } from './lease-table.ts'

export function createMemoryLeaseStore(): LeaseStore {
  const records = new Map<string, Lease>()
  return {
    load: () => Array.from(records.values(), (lease) => ({ ...lease })),
    save: (lease) => {
      records.set(lease.address, { ...lease })
    },
    remove: (address) => {
      records.delete(address)
    },
  }
}
