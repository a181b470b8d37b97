import type { UsbDevice } from '../station/protocols/rpiboot/usb-device.ts'
import type { SimulatedUsbBoard } from './usb-board.ts'

type Attached = {
  readonly path: string
  readonly vendorId: number
  readonly productId: number
  open(): Promise<Opening>
}

type Opening =
  | { readonly kind: 'opened'; readonly device: UsbDevice }
  | { readonly kind: 'failed'; readonly reason: 'permission'; readonly detail: string }

type Listeners = {
  readonly attached: (device: Attached) => void
  readonly detached: (path: string) => void
}

/** A USB whose boards are simulated. It stands where the station expects the computer's own. */
export class SimulatedUsbBus {
  readonly #boards = new Map<string, SimulatedUsbBoard>()
  #isWanted: (vendorId: number, productId: number) => boolean = () => false
  #listeners: Listeners | null = null

  async watch(
    isWanted: (vendorId: number, productId: number) => boolean,
    listeners: Listeners,
  ): Promise<{ readonly kind: 'watching'; stop(): Promise<void> }> {
    this.#isWanted = isWanted
    this.#listeners = listeners
    for (const board of this.#boards.values()) this.#attach(board)
    return {
      kind: 'watching',
      stop: async () => {
        this.#listeners = null
      },
    }
  }

  /** Plugs a board into its port; what was there is unplugged first. */
  plug(board: SimulatedUsbBoard): void {
    this.unplug(board.path)
    this.#boards.set(board.path, board)
    board.plug({
      came: () => this.#attach(board),
      left: () => this.#listeners?.detached(board.path),
    })
  }

  unplug(path: string): void {
    this.#boards.get(path)?.unplug()
    this.#boards.delete(path)
  }

  /** Takes a board's power away, or gives it back; its plug stays in. */
  power(path: string, isOn: boolean): void {
    const board = this.#boards.get(path)
    if (board === undefined) return
    if (isOn) this.plug(board)
    else board.unplug()
  }

  /** Any other device, which the station must leave alone: to open it is an error. */
  plugForeign(path: string, vendorId: number, productId: number): void {
    const open = (): never => {
      throw new Error(`a foreign USB device was opened: ${path}`)
    }
    this.#attachIfWanted({ path, vendorId, productId, open })
  }

  #attach(board: SimulatedUsbBoard): void {
    if (board.stage !== 'rom' && board.stage !== 'boot-code') return
    const { path, productId } = board
    let refusals = board.opensAfter
    const open = async (): Promise<Opening> => {
      refusals -= 1
      return refusals >= 0
        ? { kind: 'failed', reason: 'permission', detail: 'Permission denied' }
        : { kind: 'opened', device: board.open() }
    }
    this.#attachIfWanted({ path, vendorId: 0x0a5c, productId, open })
  }

  #attachIfWanted(device: Attached): void {
    if (this.#isWanted(device.vendorId, device.productId)) this.#listeners?.attached(device)
  }
}
