import { z } from 'zod'

/** A Pi Zero that appears as a USB gadget: its serial port and its network interface as one thing. */
export const nodeSchema = z.object({
  /** The USB port that it hangs on. */
  usbPath: z.string(),
  /** `p1` to `p252` for ClusterCTRL nodes, else made from its serial number. */
  name: z.string(),
  kind: z.enum(['cluster-ctrl', 'raspberry-pi-gadget', 'gadget']),
  serial: z.string(),
  /** `/dev/ttyACM0` and so on; null where it has none. */
  serialPort: z.string().nullable(),
  networkInterface: z.string().nullable(),
  /** The node's address by the plan 172.19.181.X, where it answers. */
  address: z.string().nullable(),
  /** Something that a person should know about it: a fallback address, a missing driver. */
  notice: z.object({ code: z.string(), message: z.string() }).nullable(),
})
export type Node = z.infer<typeof nodeSchema>

/** A port whose power can be switched: of a ClusterHAT, a ClusterCTRL board or a USB hub. */
export const powerPortSchema = z.object({
  id: z.string(),
  /** For people: `ClusterHAT p1`, `Hub 1-1 port 3`. */
  name: z.string(),
  /** The USB port that it feeds; null where that is not known. */
  usbPath: z.string().nullable(),
  state: z.enum(['on', 'off', 'unknown']),
})
export type PowerPort = z.infer<typeof powerPortSchema>
