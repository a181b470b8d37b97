/**
 * Who holds which address. No sockets and no timers: the clock and the store are given, so that the whole
 * engine can be tested without waiting (RFC 2131 sections 3.1, 4.3.1 to 4.3.4).
 */
import { formatIpv4, ipv4Number } from './address.ts'

/**
 * 'offered': held for a client that has not yet asked for it. 'bound': in use until `expiresAt`.
 * 'released': free, but remembered so that the client gets the same address again.
 */
export type LeaseState = 'offered' | 'bound' | 'released'

export interface Lease {
  /** What tells clients apart: see `lease-client.ts`. */
  clientKey: string
  hardwareAddress: string
  address: string
  state: LeaseState
  /** Milliseconds since the epoch. A lease past it may be given to another client. */
  expiresAt: number
  hostName?: string
  /** Last eight digits of a Raspberry Pi's serial number, where its bootloader told it. */
  serialTail?: string
}

export interface LeaseClient {
  key: string
  hardwareAddress: string
  hostName?: string
  serialTail?: string
}

/** An address kept for one board, named by its MAC address, its serial number or both. */
export interface Reservation {
  address: string
  hardwareAddress?: string
  /** Full or last eight hexadecimal digits. */
  serial?: string
}

/**
 * Where leases survive a restart. `save` and `remove` must be durable when they return (a client is only
 * answered after that) and throw when they cannot be.
 */
export interface LeaseStore {
  load(): Lease[]
  save(lease: Lease): void
  remove(address: string): void
}

export interface AddressRange {
  first: string
  last: string
}

export interface LeaseTableOptions {
  range: AddressRange
  reservations?: readonly Reservation[]
  /** Never given to anyone: the station's own address and the like. */
  excluded?: readonly string[]
  store: LeaseStore
  /** Milliseconds since the epoch. */
  clock: () => number
  /** How long an offer is held. */
  offerSeconds?: number
  /** How long an address that somebody else uses is left alone. */
  quarantineSeconds?: number
}

export type OfferResult = { kind: 'offered'; lease: Lease } | { kind: 'full' }

export type BindResult =
  | { kind: 'bound'; lease: Lease }
  | { kind: 'refused'; reason: 'taken' | 'not-ours' | 'in-use-elsewhere' }

const defaultOfferSeconds = 30
const defaultQuarantineSeconds = 600

/** The leases of one address range. Holds at most one lease per address and per client. */
export class LeaseTable {
  readonly #options: LeaseTableOptions
  readonly #first: number
  readonly #last: number
  readonly #excluded: ReadonlySet<string>
  readonly #reserved: ReadonlyMap<string, Reservation>
  readonly #byAddress = new Map<string, Lease>()
  readonly #byClient = new Map<string, Lease>()
  readonly #quarantine = new Map<string, number>()
  /** Addresses that have a record in the store. */
  readonly #saved = new Set<string>()
  /** The next address of the range that was never given to anyone. */
  #nextFresh: number
  /** Addresses that were given once, and nobody has or remembers now. */
  readonly #givenBack = new Set<string>()

  constructor(options: LeaseTableOptions) {
    this.#options = options
    this.#first = ipv4Number(options.range.first)
    this.#last = ipv4Number(options.range.last)
    this.#nextFresh = this.#first
    this.#excluded = new Set(options.excluded)
    this.#reserved = new Map((options.reservations ?? []).map((one) => [one.address, one]))
    for (const lease of options.store.load()) this.#restore(lease)
  }

  /** Every lease, also expired ones that are only remembered; copies. */
  leases(): Lease[] {
    return Array.from(this.#byAddress.values(), (lease) => ({ ...lease }))
  }

  /** The client's lease, expired or not. */
  find(client: LeaseClient): Lease | undefined {
    return this.#byClient.get(client.key)
  }

  /** True when the client's lease is bound and has not run out. */
  isBound(client: LeaseClient): boolean {
    const lease = this.#byClient.get(client.key)
    return lease !== undefined && lease.state === 'bound' && !this.#isExpired(lease)
  }

  /** True when somebody other than this client holds the address now, or has it reserved. */
  isHeldByAnother(client: LeaseClient, address: string): boolean {
    const lease = this.#byAddress.get(address)
    const held = lease !== undefined && lease.clientKey !== client.key && !this.#isExpired(lease)
    return held || this.#isReservedForAnother(client, address)
  }

  /**
   * Picks an address and holds it for a short while: the client's reservation, else the one it has or had,
   * else the one it wishes for, else one never used, else the one free for the longest time (RFC 2131
   * section 4.3.1). 'full' when there is none.
   */
  offer(client: LeaseClient, wanted?: string): OfferResult {
    const address = this.#choose(client, wanted)
    if (address === undefined) return { kind: 'full' }
    const existing = this.#byClient.get(client.key)
    if (existing?.address === address && existing.state === 'bound' && !this.#isExpired(existing)) {
      return { kind: 'offered', lease: existing }
    }
    const seconds = this.#options.offerSeconds ?? defaultOfferSeconds
    const lease = this.#make(client, address, 'offered', seconds)
    this.#replace(lease)
    return { kind: 'offered', lease }
  }

  /** Gives the client this address for `seconds`; saved before it returns. */
  bind(client: LeaseClient, address: string, seconds: number): BindResult {
    if (!this.#isOurs(address)) return { kind: 'refused', reason: 'not-ours' }
    if (this.#isQuarantined(address)) return { kind: 'refused', reason: 'in-use-elsewhere' }
    if (this.isHeldByAnother(client, address)) return { kind: 'refused', reason: 'taken' }
    const lease = this.#make(client, address, 'bound', seconds)
    this.#save(lease)
    this.#replace(lease)
    return { kind: 'bound', lease }
  }

  /** The client gives its address back (RFC 2131 section 4.3.4). False: it did not hold it. */
  release(client: LeaseClient, address: string): boolean {
    const lease = this.#byClient.get(client.key)
    if (lease === undefined || lease.address !== address || lease.state === 'released') return false
    const released: Lease = { ...lease, state: 'released', expiresAt: this.#options.clock() }
    this.#save(released)
    this.#put(released)
    return true
  }

  /** Drops an offer the client did not take up; a bound lease stays. */
  withdrawOffer(client: LeaseClient): void {
    const lease = this.#byClient.get(client.key)
    if (lease?.state === 'offered') this.#drop(lease)
  }

  /** Somebody uses this address without a lease: nobody gets it for a while (RFC 2131 section 4.3.3). */
  quarantine(address: string): void {
    if (!this.#isOurs(address)) return
    const lease = this.#byAddress.get(address)
    if (lease !== undefined) this.#drop(lease)
    const seconds = this.#options.quarantineSeconds ?? defaultQuarantineSeconds
    this.#givenBack.delete(address)
    // Put at the end again: the map stays in the order in which the times run out.
    this.#quarantine.delete(address)
    this.#quarantine.set(address, this.#options.clock() + seconds * 1000)
  }

  #choose(client: LeaseClient, wanted: string | undefined): string | undefined {
    this.#endQuarantines()
    const existing = this.#byClient.get(client.key)?.address
    for (const address of [this.#reservedFor(client), existing, wanted]) {
      if (address !== undefined && this.#isAvailable(client, address)) return address
    }
    return this.#unused() ?? this.#longestFree(client)
  }

  #isAvailable(client: LeaseClient, address: string): boolean {
    return (
      this.#isOurs(address) &&
      !this.#isQuarantined(address) &&
      !this.isHeldByAnother(client, address)
    )
  }

  /** An address without a record that is nobody's reservation. */
  #unused(): string | undefined {
    while (this.#nextFresh <= this.#last) {
      const address = formatIpv4(this.#nextFresh)
      this.#nextFresh += 1
      if (this.#isForAnyone(address) && !this.#byAddress.has(address)) return address
    }
    const [address] = this.#givenBack
    return address
  }

  #longestFree(client: LeaseClient): string | undefined {
    const now = this.#options.clock()
    let best: Lease | undefined
    for (const lease of this.#byAddress.values()) {
      if (lease.expiresAt > now || lease.expiresAt >= (best?.expiresAt ?? Infinity)) continue
      if (this.#isAvailable(client, lease.address)) best = lease
    }
    return best?.address
  }

  #endQuarantines(): void {
    const now = this.#options.clock()
    for (const [address, until] of this.#quarantine) {
      if (until > now) return
      this.#quarantine.delete(address)
      this.#giveBack(address)
    }
  }

  #giveBack(address: string): void {
    if (this.#isForAnyone(address)) this.#givenBack.add(address)
  }

  #isForAnyone(address: string): boolean {
    if (this.#reserved.has(address) || this.#quarantine.has(address)) return false
    return this.#isOurs(address)
  }

  #make(client: LeaseClient, address: string, state: LeaseState, seconds: number): Lease {
    const { key, ...facts } = this.#withKnownFacts(client)
    const expiresAt = this.#options.clock() + seconds * 1000
    return { clientKey: key, ...facts, address, state, expiresAt }
  }

  /** Puts a lease in place of the client's other one and of whoever had the address before. */
  #replace(lease: Lease): void {
    const previous = this.#byClient.get(lease.clientKey)
    if (previous !== undefined && previous.address !== lease.address) this.#drop(previous)
    const former = this.#byAddress.get(lease.address)
    if (former !== undefined && former.clientKey !== lease.clientKey) this.#drop(former)
    this.#put(lease)
  }

  #put(lease: Lease): void {
    this.#givenBack.delete(lease.address)
    this.#byAddress.set(lease.address, lease)
    this.#byClient.set(lease.clientKey, lease)
  }

  #drop(lease: Lease): void {
    if (this.#byAddress.get(lease.address) === lease) {
      this.#byAddress.delete(lease.address)
      this.#giveBack(lease.address)
    }
    if (this.#byClient.get(lease.clientKey) === lease) this.#byClient.delete(lease.clientKey)
    if (this.#saved.delete(lease.address)) this.#options.store.remove(lease.address)
  }

  #save(lease: Lease): void {
    this.#options.store.save(lease)
    this.#saved.add(lease.address)
  }

  /** A record from the store; of two records of one client the newer one stays. */
  #restore(lease: Lease): void {
    if (!this.#isOurs(lease.address) || lease.state === 'offered') return
    this.#saved.add(lease.address)
    const other = this.#byClient.get(lease.clientKey)
    if (other !== undefined && other.expiresAt > lease.expiresAt) {
      this.#drop(lease)
      return
    }
    this.#replace(lease)
  }

  #isExpired(lease: Lease): boolean {
    return lease.expiresAt <= this.#options.clock()
  }

  #isQuarantined(address: string): boolean {
    const until = this.#quarantine.get(address)
    return until !== undefined && until > this.#options.clock()
  }

  /** In the range or reserved, and not excluded. */
  #isOurs(address: string): boolean {
    if (this.#excluded.has(address)) return false
    const number = ipv4Number(address)
    if (number >= this.#first && number <= this.#last) return true
    return this.#reserved.has(address)
  }

  /** A board's bootloader tells its serial number, its Linux does not: what was told once still holds. */
  #withKnownFacts(client: LeaseClient): LeaseClient {
    const { hostName, serialTail } = this.#byClient.get(client.key) ?? {}
    return {
      ...(hostName === undefined ? {} : { hostName }),
      ...(serialTail === undefined ? {} : { serialTail }),
      ...client,
    }
  }

  #reservedFor(client: LeaseClient): string | undefined {
    const known = this.#withKnownFacts(client)
    for (const reservation of this.#reserved.values()) {
      if (isFor(reservation, known)) return reservation.address
    }
    return undefined
  }

  #isReservedForAnother(client: LeaseClient, address: string): boolean {
    const reservation = this.#reserved.get(address)
    return reservation !== undefined && !isFor(reservation, this.#withKnownFacts(client))
  }
}

function isFor(reservation: Reservation, client: LeaseClient): boolean {
  if (reservation.hardwareAddress?.toLowerCase() === client.hardwareAddress) return true
  const serialTail = reservation.serial?.toLowerCase().slice(-8)
  return serialTail !== undefined && serialTail === client.serialTail
}
