/**
 * What was known of a client at its DISCOVER, for its REQUEST: a Raspberry Pi's REQUEST has no option 60
 * (rpi-eeprom#82, #87), and a boot decision must not change half-way. Bounded in number and in time.
 */
import type { BootDecision } from './boot-policy.ts'
import type { ClientIdentity } from './pi-identity.ts'

export interface RememberedTransaction {
  identity: ClientIdentity
  decision: BootDecision
}

interface Entry extends RememberedTransaction {
  transactionId: number
  at: number
}

const defaultLimit = 1024
const lifetimeMilliseconds = 60_000

/** One entry per hardware address; the oldest goes when there are too many. */
export class TransactionMemory {
  readonly #entries = new Map<string, Entry>()
  readonly #clock: () => number
  readonly #limit: number

  constructor(clock: () => number, limit = defaultLimit) {
    this.#clock = clock
    this.#limit = limit
  }

  remember(hardwareAddress: string, transactionId: number, seen: RememberedTransaction): void {
    const { identity, decision } = seen
    this.#entries.delete(hardwareAddress)
    this.#entries.set(hardwareAddress, { identity, decision, transactionId, at: this.#clock() })
    if (this.#entries.size <= this.#limit) return
    const [oldest] = this.#entries.keys()
    if (oldest !== undefined) this.#entries.delete(oldest)
  }

  recall(hardwareAddress: string, transactionId: number): RememberedTransaction | undefined {
    const entry = this.#entries.get(hardwareAddress)
    if (entry === undefined || entry.transactionId !== transactionId) return undefined
    return this.#clock() - entry.at > lifetimeMilliseconds ? undefined : entry
  }
}
