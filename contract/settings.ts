import { z } from 'zod'

const ipv4 = z.ipv4()

/** What a person chose for the bench. Kept in the data folder; the command line's options win over it for one run. */
export const settingsSchema = z.object({
  /** The network port that leads to the boards; null until one is chosen. */
  interfaceName: z.string().min(1).max(255).nullable(),
  address: ipv4,
  prefixLength: z.number().int().min(8).max(30),
  rangeFirst: ipv4,
  rangeLast: ipv4,
  dhcp: z.enum(['server', 'proxy', 'off']),
  leaseSeconds: z.number().int().min(120).max(604_800),
  httpPort: z.number().int().min(1).max(65_535),
  /** Put the address on the port, and take it off at the end; false: somebody else has done so. */
  assignAddress: z.boolean(),
  /** Begin to serve boards as soon as the station starts. */
  serveAtStart: z.boolean(),
  /** Boards reach the internet through this computer's other connection. */
  internetForBoards: z.boolean(),
  /** Answer DNS questions for the names of boards. */
  namesForBoards: z.boolean(),
  /** Serve agents over IPv6 too (link-local and a unique local address). */
  ipv6: z.boolean(),
  /** Give this computer an address on the cables of nodes (contract/node-plan.ts), so that they are reached by network. */
  nodeAddresses: z.boolean(),
  /** A drive that holds more is refused: it is more likely somebody's disk than a card for a board. Bytes. */
  largestDriveBytes: z.number().int().min(1_000_000).max(1_000_000_000_000_000),
})
export type Settings = z.infer<typeof settingsSchema>

export const defaultSettings: Settings = {
  interfaceName: null,
  address: '10.20.50.1',
  prefixLength: 24,
  rangeFirst: '10.20.50.100',
  rangeLast: '10.20.50.200',
  dhcp: 'server',
  leaseSeconds: 3600,
  httpPort: 5000,
  assignAddress: true,
  serveAtStart: false,
  internetForBoards: false,
  namesForBoards: false,
  ipv6: false,
  nodeAddresses: false,
  largestDriveBytes: 2_000_000_000_000,
}

/** One network port of the station's computer, as it is offered for choosing. */
export const networkPortSchema = z.object({
  name: z.string(),
  mac: z.string().nullable(),
  kind: z.enum(['ethernet', 'wireless', 'virtual']),
  isUp: z.boolean(),
  hasLink: z.boolean(),
  /** Megabits a second; null where the port does not tell. */
  speed: z.number().nullable(),
  /** A default route leads through it: it has internet, and is never served. */
  hasDefaultRoute: z.boolean(),
  /** `address/prefix`, IPv4 and IPv6. */
  addresses: z.array(z.string()),
  /** Why it can't be served, as a code and a sentence; null when it can. */
  refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
})
export type NetworkPort = z.infer<typeof networkPortSchema>

/** One step of what starting to serve will change on this computer, and how it is taken back. */
export const planStepSchema = z.object({
  id: z.string(),
  /** What is done, in a sentence. */
  what: z.string(),
  /** The command that does the same by hand, where there is one. */
  command: z.string().nullable(),
  /** What takes it back; null when nothing remains. */
  undo: z.string().nullable(),
})
export type PlanStep = z.infer<typeof planStepSchema>
