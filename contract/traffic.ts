import { z } from 'zod'

/** What one recorded packet or request is about. */
export const trafficProtocolSchema = z.enum(['dhcp', 'tftp', 'http', 'spanning-tree'])
export type TrafficProtocol = z.infer<typeof trafficProtocolSchema>

/**
 * One packet (DHCP, TFTP, spanning tree) or request (HTTP) that the station received or sent. Blocks of a TFTP transfer
 * are not recorded one by one: its request, its answer and its end are. Of what a board at work sends all the time (progress, log,
 * chunks) one in five seconds is; its summary says how many were left out.
 */
export const trafficEntrySchema = z.object({
  /** Grows by one with each entry. */
  id: z.number().int(),
  /** Milliseconds since 1970. */
  at: z.number(),
  protocol: trafficProtocolSchema,
  direction: z.enum(['received', 'sent']),
  /** `address:port` of the other end; an Ethernet address where there is no IP address. */
  peer: z.string(),
  /** The board that it belongs to, where that is known. */
  boardId: z.string().nullable(),
  /** In the protocol's own words, for example `DISCOVER`, `RRQ kernel8.img blksize=1468`, `GET /images/… 206`. */
  summary: z.string(),
  lengthBytes: z.number(),
})
export type TrafficEntry = z.infer<typeof trafficEntrySchema>

/** A traffic stream begins with what is still remembered; then entries in order, in groups of at most ten a second. */
export const trafficEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('remembered'), entries: z.array(trafficEntrySchema) }),
  z.object({ kind: z.literal('added'), entries: z.array(trafficEntrySchema) }),
])
export type TrafficEvent = z.infer<typeof trafficEventSchema>
