/**
 * Asks whether an address is in use, for a few addresses at a time and never for long, whatever the probe
 * itself does.
 */

/**
 * Resolves true when somebody other than `hardwareAddress` uses `address` (RFC 2131 section 4.3.1: a server
 * should check before it offers).
 */
export type AddressProbe = (address: string, hardwareAddress: string) => Promise<boolean>

export type ProbeResult = 'free' | 'in-use' | { kind: 'failed'; message: string }

interface Waiting {
  readonly address: string
  readonly hardwareAddress: string
  readonly resolve: (result: ProbeResult) => void
}

const defaultConcurrency = 16
const defaultTimeLimitMilliseconds = 2000

export interface ProbeQueueOptions {
  probe: AddressProbe
  concurrency?: number
  timeLimitMilliseconds?: number
}

/** Bounded by its caller in how many wait; bounded here in how many run and for how long. */
export class ProbeQueue {
  readonly #options: ProbeQueueOptions
  readonly #waiting: Waiting[] = []
  readonly #timers = new Set<NodeJS.Timeout>()
  #running = 0
  #isStopped = false

  constructor(options: ProbeQueueOptions) {
    this.#options = options
  }

  /** Never rejects. After `stop` it never resolves. */
  check(address: string, hardwareAddress: string): Promise<ProbeResult> {
    return new Promise((resolve) => {
      if (this.#isStopped) return
      this.#waiting.push({ address, hardwareAddress, resolve })
      this.#startNext()
    })
  }

  stop(): void {
    this.#isStopped = true
    this.#waiting.length = 0
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }

  #startNext(): void {
    if (this.#running >= (this.#options.concurrency ?? defaultConcurrency)) return
    const next = this.#waiting.shift()
    if (next === undefined) return
    this.#running += 1
    this.#limited(next).then((result) => {
      this.#running -= 1
      if (!this.#isStopped) next.resolve(result)
      this.#startNext()
    })
  }

  #limited({ address, hardwareAddress }: Waiting): Promise<ProbeResult> {
    const limit = this.#options.timeLimitMilliseconds ?? defaultTimeLimitMilliseconds
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        finish({ kind: 'failed', message: `no answer from the address check after ${limit} ms` })
      }, limit)
      this.#timers.add(timer)
      const finish = (result: ProbeResult) => {
        clearTimeout(timer)
        this.#timers.delete(timer)
        resolve(result)
      }
      this.#ask(address, hardwareAddress).then(
        (isInUse) => finish(isInUse ? 'in-use' : 'free'),
        (error: unknown) => finish({ kind: 'failed', message: String(error) }),
      )
    })
  }

  /** Async, so that a probe that throws at once is no different from one that rejects. */
  async #ask(address: string, hardwareAddress: string): Promise<boolean> {
    return this.#options.probe(address, hardwareAddress)
  }
}
