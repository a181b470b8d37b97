/**
 * Option 93, the client system architecture (RFC 4578 section 2.1, with the later values of the IANA
 * registry "Processor Architecture Types").
 */

export type BootArchitecture =
  | 'x86-bios'
  | 'x86'
  | 'x86-64'
  | 'ebc'
  | 'arm32'
  | 'arm64'
  | 'riscv32'
  | 'riscv64'
  | 'riscv128'
  | 'loongarch32'
  | 'loongarch64'
  | 'raspberry-pi'
  | 'unknown'

export interface ArchitectureFacts {
  architecture: BootArchitecture
  firmware: 'bios' | 'uefi' | 'u-boot' | 'raspberry-pi' | 'unknown'
  /** The client wants its boot file by HTTP, named by a URL. */
  http: boolean
}

const unknownArchitecture: ArchitectureFacts = {
  architecture: 'unknown',
  firmware: 'unknown',
  http: false,
}

/** A Pi's stable bootloaders send 0 (rpi-eeprom#182); 0x29 is seen from those with IPv6 only. */
const architectures: ReadonlyMap<number, ArchitectureFacts> = new Map([
  [0, { architecture: 'x86-bios', firmware: 'bios', http: false }],
  [6, uefi('x86')],
  [7, uefi('x86-64')],
  // The registry calls 9 EBC, but firmware of x86-64 machines has sent it for many years (RFC 4578 erratum 4625).
  [9, uefi('x86-64')],
  [10, uefi('arm32')],
  [11, uefi('arm64')],
  [15, uefi('x86', true)],
  [16, uefi('x86-64', true)],
  [17, uefi('ebc', true)],
  [18, uefi('arm32', true)],
  [19, uefi('arm64', true)],
  [20, { architecture: 'x86-bios', firmware: 'bios', http: true }],
  [21, uBoot('arm32')],
  [22, uBoot('arm64')],
  [23, uBoot('arm32', true)],
  [24, uBoot('arm64', true)],
  [25, uefi('riscv32')],
  [26, uefi('riscv32', true)],
  [27, uefi('riscv64')],
  [28, uefi('riscv64', true)],
  [29, uefi('riscv128')],
  [30, uefi('riscv128', true)],
  [37, uefi('loongarch32')],
  [38, uefi('loongarch32', true)],
  [39, uefi('loongarch64')],
  [40, uefi('loongarch64', true)],
  [41, { architecture: 'raspberry-pi', firmware: 'raspberry-pi', http: false }],
])

/** What the first architecture in the list says; 'unknown' when there is none or we do not know it. */
export function architectureFacts(codes: readonly number[] | undefined): ArchitectureFacts {
  const [first] = codes ?? []
  if (first === undefined) return unknownArchitecture
  return architectures.get(first) ?? unknownArchitecture
}

function uefi(architecture: BootArchitecture, http = false): ArchitectureFacts {
  return { architecture, firmware: 'uefi', http }
}

function uBoot(architecture: BootArchitecture, http = false): ArchitectureFacts {
  return { architecture, firmware: 'u-boot', http }
}
