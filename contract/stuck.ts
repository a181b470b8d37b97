import { z } from 'zod'

/** Why a board stays where it is, as far as the station can tell. Each has its words in the user interface; `facts` are the values in them. */
export const stuckCodeSchema = z.enum([
  /** It asks for an address again and again and takes none of our offers. */
  'offer-not-taken',
  /** It asked for the address of another DHCP server; facts: server. */
  'foreign-dhcp',
  /** Its packets come late or stop after the link came up, and the switch runs spanning tree on our port; facts: forwardDelaySeconds. */
  'spanning-tree',
  /** It has an address and never asked for a boot file; facts: address. */
  'no-boot-files-asked',
  /** It asked for a file that is not there, and went no further; facts: fileName. */
  'file-missing',
  /** Its bootloader is older than the first one that can do what is needed; facts: version (`<2020-03-04`: before that date), minimum. */
  'bootloader-too-old',
  /** Its bootloader's BOOT_ORDER has no network step; facts: bootOrder. */
  'no-network-in-boot-order',
  /** Our answers to its file requests are never confirmed: a firewall, or a cable that works one way; facts: fileName. */
  'answers-lost',
  /** A file transfer stopped in the middle; facts: fileName, bytes (that it has confirmed), size. */
  'transfer-stopped',
  /** It read a file to the end and asked for no other one, and that was not the kernel; facts: fileName. */
  'stopped-between-files',
  /** It read kernel and initramfs, and its agent never called; facts: fileName (the initramfs). */
  'agent-never-called',
  /** It was ready and has gone silent. */
  'went-silent',
])
export type StuckCode = z.infer<typeof stuckCodeSchema>

/** A board that stopped at a stage: what was seen, and the traffic entries that prove it. */
export const stuckSchema = z.object({
  code: stuckCodeSchema,
  since: z.number(),
  /** Values for the sentences, for example `fileName`, `server`, `version`, `forwardDelaySeconds`. */
  facts: z.record(z.string(), z.string()),
  /** Ids of traffic entries. */
  evidence: z.array(z.number().int()),
})
export type Stuck = z.infer<typeof stuckSchema>
