/** Which program does the network boot: the ROM of a Pi 3, or the EEPROM of a Pi 4 or Pi 5 family board. */
export type BoardGeneration = 'bcm2710' | 'bcm2711' | 'bcm2712'

export type BoardModelKey = 'pi-3b' | 'pi-3b-plus' | 'pi-4b' | 'cm4' | 'pi-400' | 'pi-5' | 'cm5'

/** What is the same for every board of one model. */
export interface BoardModel {
  readonly key: BoardModelKey
  /** As /proc/device-tree/model says it. */
  readonly name: string
  readonly generation: BoardGeneration
  /** New-style revision code: memory in bits 20–22, processor in bits 12–15, type in bits 4–11. */
  readonly revision: number
  /** First three bytes of its MAC addresses. */
  readonly oui: string
  readonly deviceTree: string
  /** TFTP block size it asks for: 1468 since the bootloaders of 2022-10, 1024 before. */
  readonly blockSize: number
  /** When its bootloader was built, seconds since 1970; a Pi 3 has none. */
  readonly eepromTimestamp?: number
  readonly storage: {
    readonly kind: 'emmc' | 'sd'
    readonly name: string
    readonly cidStart: string
  }
}

/** What one board is: its model and the numbers that only it has. */
export interface BoardIdentity {
  readonly model: BoardModel
  /** 16 lower-case hex digits. */
  readonly serial: string
  /** Lower case, with colons. */
  readonly mac: string
}

/** How long the boot ROM waits, in milliseconds. */
export interface BootTimes {
  /** Between two DISCOVERs, and between two REQUESTs. */
  readonly discoverInterval: number
  /** Until it gives up getting an address. */
  readonly dhcpLimit: number
  /** How long one TFTP packet is waited for before the last answer is sent again. */
  readonly tftpRetry: number
  /** Until it gives up one file. */
  readonly tftpFileLimit: number
  /** Before it tries its boot modes again from the start. */
  readonly restartDelay: number
  /** From power to the first DISCOVER. */
  readonly start: number
  /** One second of its own clock. */
  readonly second: number
}

const emmc = { kind: 'emmc', name: 'BJTD4R', cidStart: '150100424a5444345208' } as const
const sdCard = { kind: 'sd', name: 'SC32G', cidStart: '03534453433332478000' } as const
/** 2023-11-14, and for the board with the old block size 2020-09-13. */
const newBootloader = 1_700_000_000
const oldBootloader = 1_600_000_000

export const boardModels: Readonly<Record<BoardModelKey, BoardModel>> = {
  'pi-3b': {
    key: 'pi-3b',
    name: 'Raspberry Pi 3 Model B Rev 1.2',
    generation: 'bcm2710',
    revision: 0xa02082,
    oui: 'b8:27:eb',
    deviceTree: 'bcm2710-rpi-3-b.dtb',
    blockSize: 1024,
    storage: sdCard,
  },
  'pi-3b-plus': {
    key: 'pi-3b-plus',
    name: 'Raspberry Pi 3 Model B Plus Rev 1.3',
    generation: 'bcm2710',
    revision: 0xa020d3,
    oui: 'b8:27:eb',
    deviceTree: 'bcm2710-rpi-3-b-plus.dtb',
    blockSize: 1024,
    storage: sdCard,
  },
  'pi-4b': {
    key: 'pi-4b',
    name: 'Raspberry Pi 4 Model B Rev 1.4',
    generation: 'bcm2711',
    revision: 0xc03114,
    oui: 'dc:a6:32',
    deviceTree: 'bcm2711-rpi-4-b.dtb',
    blockSize: 1468,
    eepromTimestamp: newBootloader,
    storage: sdCard,
  },
  cm4: {
    key: 'cm4',
    name: 'Raspberry Pi Compute Module 4 Rev 1.1',
    generation: 'bcm2711',
    revision: 0xd03141,
    oui: 'd8:3a:dd',
    deviceTree: 'bcm2711-rpi-cm4.dtb',
    blockSize: 1468,
    eepromTimestamp: newBootloader,
    storage: emmc,
  },
  'pi-400': {
    key: 'pi-400',
    name: 'Raspberry Pi 400 Rev 1.0',
    generation: 'bcm2711',
    revision: 0xc03130,
    oui: 'e4:5f:01',
    deviceTree: 'bcm2711-rpi-400.dtb',
    blockSize: 1024,
    eepromTimestamp: oldBootloader,
    storage: sdCard,
  },
  'pi-5': {
    key: 'pi-5',
    name: 'Raspberry Pi 5 Model B Rev 1.0',
    generation: 'bcm2712',
    revision: 0xd04170,
    oui: '2c:cf:67',
    deviceTree: 'bcm2712-rpi-5-b.dtb',
    blockSize: 1468,
    eepromTimestamp: newBootloader,
    storage: sdCard,
  },
  cm5: {
    key: 'cm5',
    name: 'Raspberry Pi Compute Module 5 Rev 1.0',
    generation: 'bcm2712',
    revision: 0xc04180,
    oui: '2c:cf:67',
    deviceTree: 'bcm2712-rpi-cm5-cm5io.dtb',
    blockSize: 1468,
    eepromTimestamp: newBootloader,
    storage: emmc,
  },
}

/** The bytes of memory that a new-style revision code tells (bits 20–22: 0 is 256 MB, each step doubles it). */
export function memoryBytes(revision: number): number {
  return 2 ** (28 + ((revision >>> 20) & 7))
}

/** The revision as the firmware writes it: hexadecimal without leading zeros. */
export function revisionText(revision: number): string {
  return revision.toString(16)
}

/**
 * One board of a model. `number` (0 to 0xffffff) becomes the low part of its serial number and of its MAC address.
 */
export function boardIdentity(key: BoardModelKey, number: number): BoardIdentity {
  const model = boardModels[key]
  const low = (number & 0xffffff).toString(16).padStart(6, '0')
  const mac = `${model.oui}:${low.slice(0, 2)}:${low.slice(2, 4)}:${low.slice(4, 6)}`
  return { model, serial: `${serialStarts[model.generation]}${low}`, mac }
}

const serialStarts: Readonly<Record<BoardGeneration, string>> = {
  bcm2710: '00000000b6',
  bcm2711: '10000000ab',
  bcm2712: 'c8ab3d9162',
}

/** The folder that a board first looks into on the TFTP server: the last eight digits of its serial number. */
export function serialPrefix(identity: BoardIdentity): string {
  return identity.serial.slice(-8)
}

/** The CID of the board's storage: maker, name and revision, a serial number of its own, date. 32 hex digits. */
export function storageIdentity(identity: BoardIdentity): string {
  return `${identity.model.storage.cidStart}${serialPrefix(identity)}a800`
}

/** Option 60. Every Pi claims to be an x86 PC here and in option 93 (rpi-eeprom issue 182). */
export const vendorClass = 'PXEClient:Arch:00000:UNDI:002001'
/** Option 93: architecture 0. */
export const clientArchitectures = [0]
/** Option 94: UNDI 2.1. */
export const clientInterface = { type: 1, major: 2, minor: 1 }
/** Option 55. */
export const parameterList = Uint8Array.of(
  1,
  3,
  43,
  60,
  66,
  67,
  128,
  129,
  130,
  131,
  132,
  133,
  134,
  135,
)
/** The transaction number that the ROM of every Pi 3 uses, always the same (firmware issue 1067). */
export const romTransaction = 0x26f30339

/**
 * How option 97 is filled. `normal`: as today's bootloaders do; `reversed`: the same with the four letters in the other
 * order, also seen on real boards; `serial`: four times the serial number, as before 2020-03 and with `DHCP_OPTION97=0`.
 */
export type MachineIdentifierForm = 'normal' | 'reversed' | 'serial'

/** Option 97 of a board: a zero, then 16 bytes. eeprom-bootloader.adoc, DHCP_OPTION97. */
export function machineIdentifier(
  identity: BoardIdentity,
  form: MachineIdentifierForm = 'normal',
): Uint8Array {
  const { model } = identity
  const bytes = new Uint8Array(17)
  const view = new DataView(bytes.buffer)
  const serial = Number.parseInt(serialPrefix(identity), 16)
  if (model.key === 'pi-3b') return bytes.fill(0x44, 1)
  if (model.generation === 'bcm2710' || form === 'serial') {
    for (const at of [1, 5, 9, 13]) view.setUint32(at, serial, true)
    return bytes
  }
  const letters = model.generation === 'bcm2712' ? 0x52506935 : 0x52506934
  view.setUint32(1, letters, form === 'reversed')
  view.setUint32(5, model.revision, true)
  bytes.set(macBytes(identity.mac).subarray(2), 9)
  view.setUint32(13, serial, true)
  return bytes
}

/** The six bytes of a MAC address in text form. */
export function macBytes(mac: string): Uint8Array {
  return Uint8Array.from(mac.split(':'), (part) => Number.parseInt(part, 16))
}

/**
 * The waiting times of a board, all multiplied by `scale` (1 is real time). A Pi 3 asks five times in 25 s; the others
 * have DHCP_TIMEOUT 45 s, DHCP_REQ_TIMEOUT 4 s and TFTP_FILE_TIMEOUT 30 s, and wait 5 s between attempts.
 */
export function bootTimes(model: BoardModel, scale: number): BootTimes {
  const rom = model.generation === 'bcm2710'
  // Good servers answer a Pi 3 after two seconds on purpose (firmware issue 934), so it must ask for longer.
  const discoverInterval = rom ? Math.max(5000 * scale, 600) : 4000 * scale
  return {
    discoverInterval,
    dhcpLimit: rom ? 5 * discoverInterval : 45_000 * scale,
    // A busy computer is slow for all boards at once; that alone must not look like a silent server.
    tftpRetry: Math.max(1000 * scale, 250),
    tftpFileLimit: Math.max(30_000 * scale, 10_000),
    restartDelay: 5000 * scale,
    start: 2000 * scale,
    second: 1000 * scale,
  }
}
