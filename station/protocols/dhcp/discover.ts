/** DISCOVER: find an address, make sure that nobody uses it, offer it (RFC 2131 section 4.3.1). */
import { leaseSecondsFor } from './lease-time.ts'
import {
  decide,
  type HandlerResult,
  type PendingOffer,
  type ReceivedMessage,
  type Scope,
  type ServerContext,
  sendReply,
} from './server-context.ts'
import type { LeasingOptions } from './server-options.ts'

/** So many clients may wait for a probe or a delay; further ones ask again by themselves. */
const mostPending = 256

/** So many addresses are tried for one DISCOVER when others turn out to be in use. */
const mostProbes = 4

/** A Pi 3 that hears an answer within about two seconds may start over for ever (firmware#934). */
const defaultPiThreeDelay = 2000

/** Handles one DISCOVER. While a client's address is probed, its further ones only refresh what is answered. */
export function handleDiscover(
  context: ServerContext,
  options: LeasingOptions,
  scope: Scope,
  message: ReceivedMessage,
): HandlerResult {
  const { packet, identity, client } = message
  options.onEvent({ kind: 'discover', client })
  const waiting = context.offers.get(pendingKey(message))
  if (waiting !== undefined) {
    waiting.packet = packet
    context.transactions.remember(packet.hardwareAddress, packet.transactionId, waiting)
    return 'handled'
  }
  const decision = decide(context, message)
  if (decision.kind === 'ignore') return 'policy'
  if (context.offers.size >= mostPending) return 'too-many-at-once'
  new Discover(context, options, scope, message, { packet, identity, decision }).run()
  return 'handled'
}

function pendingKey({ leaseClient, packet }: ReceivedMessage): string {
  return `${leaseClient.key} ${packet.relayAddress}`
}

/** One DISCOVER on its way to an offer. */
class Discover {
  readonly #context: ServerContext
  readonly #options: LeasingOptions
  readonly #scope: Scope
  readonly #message: ReceivedMessage
  readonly #pending: PendingOffer

  constructor(
    context: ServerContext,
    options: LeasingOptions,
    scope: Scope,
    message: ReceivedMessage,
    pending: PendingOffer,
  ) {
    this.#context = context
    this.#options = options
    this.#scope = scope
    this.#message = message
    this.#pending = pending
  }

  run(): void {
    const address = this.#hold()
    if (address === undefined) return
    // Its own bound address may well answer: the client itself is there.
    const isKnown = this.#scope.table.isBound(this.#message.leaseClient)
    if (this.#context.probes === undefined || isKnown) {
      this.#offerInTime(address)
      return
    }
    this.#wait()
    this.#probe(address, mostProbes).catch((error: unknown) => {
      this.#done()
      this.#fail(error)
    })
  }

  #hold(): string | undefined {
    const { leaseClient, client, packet } = this.#message
    const result = this.#scope.table.offer(leaseClient, packet.options.requestedAddress)
    if (result.kind === 'offered') return result.lease.address
    this.#options.onEvent({ kind: 'pool-full', client, ...this.#scope.range })
    return undefined
  }

  async #probe(address: string, triesLeft: number): Promise<void> {
    const { client } = this.#message
    const result = await this.#context.probes?.check(address, client.hardwareAddress)
    if (result !== 'in-use') {
      // An address that could not be checked is offered all the same: the client checks it too.
      if (typeof result === 'object') {
        this.#options.onEvent({ kind: 'failed', what: 'probe', message: result.message })
      }
      await this.#offerIfStillHeld(address, triesLeft)
      return
    }
    this.#options.onEvent({ kind: 'address-in-use', client, address })
    this.#scope.table.quarantine(address)
    const next = triesLeft > 1 ? this.#hold() : undefined
    if (next === undefined) this.#done()
    else await this.#probe(next, triesLeft - 1)
  }

  /** Behind many others in the queue the hold may have run out and the address be somebody else's. */
  async #offerIfStillHeld(address: string, triesLeft: number): Promise<void> {
    const held = this.#hold()
    if (held !== undefined && held !== address && triesLeft > 1) {
      await this.#probe(held, triesLeft - 1)
      return
    }
    this.#done()
    if (held === address) this.#offerInTime(address)
  }

  #offerInTime(address: string): void {
    const delay = this.#options.piThreeDelayMilliseconds ?? defaultPiThreeDelay
    if (!this.#isPiThree() || delay === 0) {
      this.#offer(address)
      return
    }
    this.#wait()
    this.#pending.timer = setTimeout(() => {
      this.#done()
      try {
        this.#offer(address)
      } catch (error) {
        this.#fail(error)
      }
    }, delay)
  }

  #offer(address: string): void {
    const { leaseClient, client } = this.#message
    const { packet: request, identity, decision } = this.#pending
    const { network, table } = this.#scope
    const leaseSeconds = leaseSecondsFor(request, this.#options.leaseSeconds)
    // A Pi 3's boot ROM boots from the offer without a REQUEST (firmware#1699): the offer is the lease.
    if (this.#isPiThree() && decision.kind === 'netboot') {
      if (table.bind(leaseClient, address, leaseSeconds).kind !== 'bound') return
    }
    const facts = { request, identity, decision, network, address, leaseSeconds }
    sendReply(this.#context, { kind: 'offer', ...facts })
    this.#options.onEvent({ kind: 'offered', client, address, decision: decision.kind })
  }

  #isPiThree(): boolean {
    const { identity } = this.#pending
    return identity.kind === 'raspberry-pi' && identity.generation === 3
  }

  #wait(): void {
    this.#context.offers.set(pendingKey(this.#message), this.#pending)
  }

  #done(): void {
    this.#context.offers.delete(pendingKey(this.#message))
  }

  #fail(error: unknown): void {
    this.#options.onEvent({ kind: 'failed', what: 'handler', message: String(error) })
  }
}
