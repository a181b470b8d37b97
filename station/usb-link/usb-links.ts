import { type Refusal, refusal } from '../../contract/errors.ts'
import type { NumberedInterface } from '../platform/interface-macs.ts'
import { hostMacOf } from './host-mac.ts'
import { boardAddressOf, type Route, stationAddressOf } from './link-network.ts'
import { chooseNetwork, type LinkPlan, numberPort } from './link-store.ts'

/** What one end of a cable has been given. */
export type Link = {
  /** The USB port of this computer. */
  readonly usbPath: string
  readonly hostMac: string
  readonly stationAddress: string
  readonly boardAddress: string
}

/** This computer, as far as cables need it. */
export type LinkHost = {
  interfacesByMac(): Promise<ReadonlyMap<string, NumberedInterface>>
  routes(): Promise<readonly Route[]>
  /** Gives an interface our address, with the board's at its other end, until `release`. `onLost`: it was taken off by somebody else. */
  hold(interfaceName: string, link: Link, onLost: () => void): Promise<HeldLink | Refusal>
  /** Listens for boards on the station's address; `isBoard` tells who may come. */
  listen(address: string, isBoard: (remoteAddress: string) => boolean): Promise<Listening | Refusal>
}
export type HeldLink = { readonly kind: 'held'; release(): Promise<void> }
export type Listening = { readonly kind: 'listening'; close(): Promise<void> }

/** The cables that lead to boards which run our agent. */
export type UsbLinks = {
  /** Why no cable can be used now; null when one can. */
  refusal(): Promise<Refusal | null>
  /** The addresses for a board that is booted on this USB port now. Its network interface is expected from now on. */
  expect(usbPath: string): Promise<Link | Refusal>
  /** That boot has failed: nothing is expected in this port any more. */
  giveUp(usbPath: string): void
  stop(): Promise<void>
}

export type UsbLinksOptions = {
  readonly host: LinkHost
  readonly stationKey: string
  /** Tried in this order; see `usualNetworks`. */
  readonly networks: readonly string[]
  readonly plan: { read(): LinkPlan; write(plan: LinkPlan): void }
  readonly onUp: (link: Link) => void
  readonly onDown: (link: Link) => void
  /** What a person should know about the cable in this port; null when that is over. */
  readonly onNotice: (usbPath: string, problem: Refusal | null) => void
  readonly clock: () => number
  readonly log: (message: string) => void
  readonly timing?: Partial<LinkTiming>
}

/** Milliseconds. */
export type LinkTiming = {
  /** Between two looks at this computer's interfaces. */
  readonly look: number
  /** Until an interface that could not be set up is tried again. */
  readonly retry: number
  /** How long a board that was sent everything may take to appear as a network interface. */
  readonly appear: number
}
const usualTiming: LinkTiming = { look: 500, retry: 5_000, appear: 120_000 }

type Cable = {
  readonly link: Link
  /** When a boot was begun whose interface has not been seen yet. */
  expectedSince: number | null
  held: { readonly index: number; readonly hold: HeldLink } | null
  /** Not before this. */
  retryAt: number
}

/**
 * Looks for the network interfaces of booted boards, by the hardware addresses that they were told to show, and gives each our address
 * for as long as it is there. No other interface is touched, and no DHCP is spoken.
 */
export function createUsbLinks(options: UsbLinksOptions): UsbLinks {
  const { host, clock, log, plan } = options
  const timing = { ...usualTiming, ...options.timing }
  const cables = new Map<string, Cable>()
  let listening: { readonly address: string; readonly server: Listening } | null = null
  let isStopped = false
  let looking: Promise<void> | null = null

  const linkOf = ({ network }: LinkPlan, usbPath: string, number: number): Link => ({
    usbPath,
    hostMac: hostMacOf(options.stationKey, usbPath),
    stationAddress: stationAddressOf(network),
    boardAddress: boardAddressOf(network, number),
  })
  const cableOf = (link: Link): Cable => {
    const known = cables.get(link.usbPath)
    if (known?.link.boardAddress === link.boardAddress) return known
    const cable = { link, expectedSince: null, held: null, retryAt: 0 }
    cables.set(link.usbPath, cable)
    return cable
  }
  const isBoard = (remoteAddress: string): boolean =>
    [...cables.values()].some(
      ({ held, link }) => held !== null && link.boardAddress === remoteAddress,
    )

  /** Our own interfaces lead into our network, and that is no reason against it. */
  const foreignRoutes = async (): Promise<readonly Route[]> => {
    const [routes, interfaces] = await Promise.all([host.routes(), host.interfacesByMac()])
    const ours = [...cables.values()].map(({ link }) => interfaces.get(link.hostMac)?.name)
    return routes.filter(({ interfaceName }) => !ours.includes(interfaceName))
  }

  const listen = async (address: string): Promise<Refusal | null> => {
    if (listening?.address === address) return null
    await closeListener()
    const server = await host.listen(address, isBoard)
    if (server.kind === 'refused') return server
    listening = { address, server }
    return null
  }
  const closeListener = async (): Promise<void> => {
    const before = listening
    listening = null
    await before?.server.close()
  }

  const take = async (cable: Cable, { name, index }: NumberedInterface): Promise<void> => {
    const { link } = cable
    const hold = await host.hold(name, link, () => {
      cable.held = null
    })
    const refused = hold.kind === 'refused' ? hold : await listen(link.stationAddress)
    if (refused !== null || hold.kind === 'refused') {
      if (hold.kind === 'held') await hold.release()
      cable.retryAt = clock() + timing.retry
      if (refused !== null) options.onNotice(link.usbPath, refused)
      return
    }
    cable.held = { index, hold }
    cable.expectedSince = null
    options.onNotice(link.usbPath, null)
    log(`usb-link: ${link.usbPath} is ${name}; the board there has ${link.boardAddress}`)
    options.onUp(link)
  }

  const drop = async (cable: Cable): Promise<void> => {
    const { held, link } = cable
    if (held === null) return
    cable.held = null
    log(`usb-link: the network interface of ${link.usbPath} is gone`)
    options.onDown(link)
    await held.hold.release()
  }

  const lookAt = async (cable: Cable, found: NumberedInterface | undefined): Promise<void> => {
    // Unplugged and plugged in again between two looks, it has another number.
    if (cable.held !== null && cable.held.index !== found?.index) await drop(cable)
    if (found !== undefined && cable.held === null && clock() >= cable.retryAt)
      await take(cable, found)
    const { expectedSince, link } = cable
    if (expectedSince === null || clock() - expectedSince < timing.appear) return
    cable.expectedSince = null
    options.onNotice(link.usbPath, neverAppeared(link.usbPath))
  }

  const look = async (): Promise<void> => {
    if (cables.size === 0) return
    const interfaces = await host.interfacesByMac()
    for (const cable of cables.values()) {
      if (!isStopped) await lookAt(cable, interfaces.get(cable.link.hostMac))
    }
    if ([...cables.values()].every(({ held }) => held === null)) await closeListener()
  }

  const timer = setInterval(() => {
    looking ??= look()
      .catch((error) => log(`usb-link: ${String(error)}`))
      .finally(() => {
        looking = null
      })
  }, timing.look)
  const known = plan.read()
  for (const [usbPath, number] of Object.entries(known.ports))
    cableOf(linkOf(known, usbPath, number))

  return {
    refusal: async () => {
      const usable = chooseNetwork(plan.read(), options.networks, await foreignRoutes())
      return usable === null ? networksTaken(options.networks) : null
    },
    expect: async (usbPath) => {
      const routes = await foreignRoutes()
      // From here to the writing nothing is waited for: boards come several at once.
      const usable = chooseNetwork(plan.read(), options.networks, routes)
      if (usable === null) return networksTaken(options.networks)
      const numbered = numberPort(usable, usbPath)
      const number = numbered?.ports[usbPath]
      if (numbered === null || number === undefined) return noMoreNumbers()
      plan.write(numbered)
      const link = linkOf(numbered, usbPath, number)
      const before = cables.get(usbPath)
      if (before !== undefined && before.link.boardAddress !== link.boardAddress) await drop(before)
      cableOf(link).expectedSince = clock()
      options.onNotice(usbPath, null)
      return link
    },
    giveUp: (usbPath) => {
      const cable = cables.get(usbPath)
      if (cable !== undefined) cable.expectedSince = null
    },
    stop: async () => {
      isStopped = true
      clearInterval(timer)
      await looking
      await closeListener()
      await Promise.all([...cables.values()].map(({ held }) => held?.hold.release()))
    },
  }
}

function networksTaken(networks: readonly string[]): Refusal {
  return refusal(
    'usb-link-networks-taken',
    `Nothing was sent to the board: its network over the USB cable needs addresses that lead nowhere else, and this computer has routes into all of those that would be used (${networks.map((network) => `${network}/24`).join(', ')}). Give the station another network of 256 addresses: bootbench serve --usb-network A.B.C.0.`,
  )
}

function noMoreNumbers(): Refusal {
  return refusal(
    'usb-link-full',
    'There are no more addresses for boards on USB cables: 253 USB ports have had one. Delete usb-boot/links.json in the data folder while no board is booted over USB.',
  )
}

function neverAppeared(usbPath: string): Refusal {
  return refusal(
    'usb-link-missing',
    `The board on USB port ${usbPath} was sent everything and has not appeared as a network adapter on this computer. Most often overlays/dwc2.dtbo is missing among its boot files, or its kernel has no driver for its USB port as a device. Look at its log on the card, import complete boot files, and plug it in again.`,
  )
}
