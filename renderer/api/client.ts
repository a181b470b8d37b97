import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '../../contract/contract.ts'

/** Every call and stream of the station, with its types. */
export type StationClient = ContractRouterClient<typeof contract>
