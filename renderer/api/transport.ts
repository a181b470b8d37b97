import type { StationClient } from './client.ts'

/** An open way to the station. */
export type Transport = {
  readonly client: StationClient
  /** Gives it up. Its calls fail then; a stream may go on for a while if the other end is not there any more. */
  readonly close: () => void
}

/** Opens a way to the station; rejects when there is none. */
export type OpenTransport = () => Promise<Transport>
