import { z } from 'zod'

/** A Pi Zero that appears as a USB gadget: its serial port and its network interface as one thing. */
export const nodeSchema = z.object({
  /** The USB port that it hangs on (`1-1.2`). */
  usbPath: z.string(),
  /** `p1` to `p252` for ClusterCTRL nodes, else made from its serial number or USB port. */
  name: z.string(),
  kind: z.enum(['cluster-ctrl', 'raspberry-pi-gadget', 'gadget']),
  serial: z.string(),
  /** `/dev/ttyACM0` and so on; null where it has none. */
  serialPort: z.string().nullable(),
  /** The console of that port. */
  consoleId: z.string().nullable(),
  networkInterface: z.string().nullable(),
  /** Where it answers; null while it answers nowhere that was looked at. */
  address: z.string().nullable(),
  /** What a person should know about it: a fallback address, a missing driver, a program that has grabbed its port. */
  notice: z.object({ code: z.string(), message: z.string() }).nullable(),
})
export type Node = z.infer<typeof nodeSchema>
