import type { Refusal } from '../../contract/errors.ts'
import type { PlanStep } from '../../contract/settings.ts'

/** What a network port is to have while boards are served on it. */
export type PortRequest = {
  readonly interfaceName: string
  /** The station's IPv4 address. One that the port has already stays at the end. */
  readonly address: string
  readonly prefixLength: number
  /** The one computer at the other end, where there is no subnet: `prefixLength` is 32 then. Linux only. */
  readonly peer?: string
  /** A unique local address (RFC 4193) without its prefix length, which is 64; null for none. */
  readonly address6: string | null
  /** The port through which boards reach the internet; null for not at all. */
  readonly internetThrough: string | null
}

/** A port that is as it was asked for. */
export type HeldPort = {
  readonly kind: 'held'
  /** Takes back exactly what was done; a second call does nothing. What could not be taken back is a refusal. */
  release(): Promise<{ readonly kind: 'released' } | Refusal>
}

/**
 * Changes a network port for the time of serving and takes it back, each system in its own way. All or nothing: after a
 * refusal the port is as it was.
 */
export type PortAddressing = {
  /** What `hold` will do, for a person to read before. */
  plan(request: PortRequest): Promise<PlanStep[]>
  hold(request: PortRequest): Promise<HeldPort | Refusal>
}
