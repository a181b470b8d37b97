import type { TftpClientAddress } from './transfer.ts'

/** A request that is being answered. */
export type ActiveRequest = {
  readonly id: number
  readonly client: TftpClientAddress
  readonly fileName: string
  /** Clock reading in milliseconds. */
  readonly begun: number
  /** `resolving` until the engine has it, `offered` until the client's first acknowledgement. */
  stage: 'resolving' | 'offered' | 'proven'
  /** Length of the file, 0 while resolving. */
  size: number
  /** As negotiated, 0 while resolving. */
  blockSize: number
}

/** The requests being answered, found by number and by client port, counted per address. */
export class RequestTable {
  readonly #byId = new Map<number, ActiveRequest>()
  readonly #byPort = new Map<string, ActiveRequest>()
  readonly #countByAddress = new Map<string, number>()

  get size(): number {
    return this.#byId.size
  }

  countOf(address: string): number {
    return this.#countByAddress.get(address) ?? 0
  }

  find(id: number): ActiveRequest | undefined {
    return this.#byId.get(id)
  }

  /** The newest request of this client port. */
  findByPort(client: TftpClientAddress): ActiveRequest | undefined {
    return this.#byPort.get(portKey(client))
  }

  add(request: ActiveRequest): void {
    const { address } = request.client
    this.#byId.set(request.id, request)
    this.#byPort.set(portKey(request.client), request)
    this.#countByAddress.set(address, this.countOf(address) + 1)
  }

  remove(request: ActiveRequest): void {
    if (!this.#byId.delete(request.id)) return
    const { client } = request
    if (this.findByPort(client) === request) this.#byPort.delete(portKey(client))
    const count = this.countOf(client.address) - 1
    if (count === 0) this.#countByAddress.delete(client.address)
    else this.#countByAddress.set(client.address, count)
  }
}

function portKey(client: TftpClientAddress): string {
  return `${client.address}:${client.port}`
}
