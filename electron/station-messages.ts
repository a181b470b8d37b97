/** What the station's process is told to begin with. Plain data: it crosses from one process to another. */
export type StationStart = {
  readonly dataFolder: string
  /** Kernel and initramfs that came with the app. */
  readonly bootFolder: string
  readonly version: string
  readonly brokerPath: string
  readonly moverPath: string
  /** The agent of drives. */
  readonly clientPath: string
  readonly rulesFolder: string
}

/** From the main process to the station's process. `connect` brings a port on which the contract is to be spoken. */
export type ToStation =
  | { readonly kind: 'start'; readonly start: StationStart }
  | { readonly kind: 'connect' }
  | { readonly kind: 'stop' }

/** From the station's process to the main process. */
export type FromStation =
  | { readonly kind: 'ready' }
  /** It could not begin; its process ends. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'stopped' }
