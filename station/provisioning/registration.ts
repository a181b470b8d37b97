import { z } from 'zod'
import { type Storage, storageSchema } from '../../contract/board.ts'
import type { AgentReport } from '../boards/sighting.ts'

const text = z.string().max(255)
const mac = z
  .string()
  .regex(/^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i, 'must be a MAC address such as dc:a6:32:01:02:03')
  .transform((value) => value.toLowerCase().replaceAll('-', ':'))

/** The body of POST /api/register-device: docs/agent-protocol.md. A seed-era client sends only `mac` and `ip`. */
export const registrationSchema = z.object({
  mac,
  ip: z.ipv4(),
  agent: z.number().int().optional(),
  bootToken: text.optional(),
  serial: text.optional(),
  model: text.optional(),
  revision: text.optional(),
  memoryBytes: z.number().int().nonnegative().optional(),
  macs: z.array(mac).max(32).optional(),
  bootMode: text.optional(),
  eepromVersion: text.optional(),
  /** `BOOT_ORDER=0xf21` and so on, one setting a line. The EEPROM's configuration is at most 2 KiB. */
  eepromConfig: z.string().max(4096).optional(),
  /** The oldest bootloader for this hardware, from its device tree (rpi-eeprom, README, "MIN_BOOT_VER"). */
  eepromMinimum: z.number().int().nonnegative().max(0xffff_ffff).optional(),
  storages: z.array(storageSchema).max(32).optional(),
})
export type Registration = z.infer<typeof registrationSchema>

/** A body, either JSON or, from a client that is just `curl -d mac=… -d ip=…`, a form. The schema judges what comes out. */
export function parseRegistrationBody(body: string, contentType: string): unknown {
  if (contentType.startsWith('application/x-www-form-urlencoded') && !body.startsWith('{')) {
    return Object.fromEntries(new URLSearchParams(body))
  }
  try {
    return JSON.parse(body)
  } catch {
    return undefined // refused by the schema, with a sentence
  }
}

/** A seed-era client writes to this path and does not tell of its size, which is therefore 0: unknown. */
const seedStorage: Storage = {
  path: '/dev/mmcblk0',
  kind: 'emmc',
  sizeBytes: 0,
  name: '',
  cid: '',
  removable: false,
}

/** The registration as evidence for the registry; an empty text counts as not told. */
export function toReport(registration: Registration): AgentReport {
  const told = (value: string | undefined): string | null =>
    value === undefined || value === '' ? null : value
  return {
    mac: registration.mac,
    ip: registration.ip,
    macs: registration.macs ?? [],
    serial: told(registration.serial)?.toLowerCase() ?? null,
    model: told(registration.model),
    revision: told(registration.revision),
    memoryBytes: registration.memoryBytes ?? null,
    bootMode: told(registration.bootMode),
    eepromVersion: told(registration.eepromVersion),
    eepromConfig: told(registration.eepromConfig),
    eepromMinimum: registration.eepromMinimum ?? null,
    storages: registration.agent === undefined ? [seedStorage] : (registration.storages ?? []),
  }
}
