import type { AttachmentList } from './attachments/attachment-list.ts'
import type { BoardRegistry } from './boards/registry.ts'
import { buildDrives, type DriveParts } from './build-drives.ts'
import { buildNodes, type NodeWorld } from './build-nodes.ts'
import { buildPower } from './build-power.ts'
import { type AgentBootParts, buildUsbAgent, type UsbLinkWorld } from './build-usb-agent.ts'
import { buildUsbBoards } from './build-usb-boards.ts'
import { buildUsbEeproms } from './build-usb-eeproms.ts'
import { buildUsbFiles, type UsbFiles } from './build-usb-files.ts'
import { type Consoles, createConsoles } from './consoles/consoles.ts'
import type { Drives } from './drives/drives.ts'
import type { Origin } from './fetch-usb-files.ts'
import type { SettingsKeeper } from './network/settings.ts'
import type { DrivePlatform } from './platform/drive.ts'
import type { SerialPorts } from './platform/serial-port.ts'
import { systemSerialPorts } from './platform/serial-ports.ts'
import { systemDrives } from './platform/system-drives.ts'
import type { UsbBus } from './platform/usb-bus.ts'
import { createUsbBus } from './platform/usb-package.ts'
import type { Power } from './power/power.ts'
import type { PowerDriver } from './power/power-driver.ts'
import type { Jobs } from './provisioning/jobs.ts'
import type { Audit } from './storage/audit-log.ts'
import type { UsbBoards } from './usbboot/usb-boards.ts'
import { type UsbBootTiming, usualTiming } from './usbboot/usb-boot.ts'
import type { UsbEeproms } from './usbboot/usb-eeproms.ts'

/** What stands in for this computer's plugs, for simulated boards and tests; what is absent is the real one. */
export type AttachmentWorld = {
  readonly usbBus?: UsbBus
  readonly usbTiming?: UsbBootTiming
  readonly usbFilesOrigin?: Origin
  readonly usbLink?: UsbLinkWorld
  readonly serialPorts?: SerialPorts
  readonly nodes?: NodeWorld
  readonly drives?: DrivePlatform
  readonly powerDrivers?: readonly PowerDriver[]
}

/** What the parts that look at this computer's own plugs need of the station. */
export type AttachmentNeeds = {
  readonly attachments: AttachmentList
  readonly world: AttachmentWorld
  /** Simulated boards only: nothing of the real computer is looked at. */
  readonly simulated: boolean
  readonly dataFolder: string
  readonly brokerPath: string
  readonly settings: SettingsKeeper
  readonly boards: BoardRegistry
  readonly jobs: Jobs
  /** The network port that serves boards; null while none does. */
  readonly servedInterface: () => string | null
  readonly driveParts: Omit<DriveParts, 'boards' | 'jobs' | 'largestBytes'>
  /** What boots our agent over USB and is the board's network then. */
  readonly agentBoot: AgentBootParts
  readonly audit: Audit
  readonly clock: () => number
  readonly log: (message: string) => void
}

/** The parts; each ends what it has begun in `stop`. */
export type AttachmentParts = {
  readonly usbBoards: UsbBoards
  readonly usbEeproms: UsbEeproms
  readonly usbFiles: UsbFiles
  readonly consoles: Consoles
  readonly power: Power
  readonly drives: Drives
  stop(): Promise<void>
}

/** Builds what looks at USB, drives and serial lines. What this computer does not have becomes a notice, never an error. */
export function buildAttachments(needs: AttachmentNeeds): AttachmentParts {
  const { attachments, world, simulated, dataFolder, clock, log } = needs
  const tell = (code: string, message: string): void =>
    attachments.put({ notices: [...attachments.current().notices, { code, message }] })
  const usbAgent = buildUsbAgent({
    ...needs.agentBoot,
    ...needs,
    world: { ...(simulated ? { computer: noLinks } : {}), ...world.usbLink },
  })
  const tellOrTakeBack = (
    code: string,
    detail: string | null,
    words: (detail: string) => string,
  ): void => {
    const { notices } = attachments.current()
    const others = notices.filter((notice) => notice.code !== code)
    if (detail !== null) others.push({ code, message: words(detail) })
    if (JSON.stringify(others) !== JSON.stringify(notices)) attachments.put({ notices: others })
  }
  const usbBoards = buildUsbBoards({
    usbAgent,
    attachments,
    dataFolder,
    bus: world.usbBus ?? (simulated ? noUsbBus : createUsbBus(log)),
    timing: world.usbTiming ?? usualTiming,
    clock,
    log,
    onUnavailable: (detail) => tell('no-usb', noUsbMessage(detail)),
  })
  const consoles = createConsoles({
    ports: world.serialPorts ?? (simulated ? noSerialPorts : systemSerialPorts),
    folder: dataFolder,
    clock,
    log,
    onChanged: (list) => attachments.put({ consoles: [...list] }),
  })
  const nodes = buildNodes({
    attachments,
    world: world.nodes,
    simulated,
    brokerPath: needs.brokerPath,
    wantsAddresses: () => needs.settings.current().nodeAddresses,
    clock,
    log,
  })
  const power = buildPower({
    ...needs,
    drivers: world.powerDrivers,
    openJobOf: needs.jobs.openJobOf,
  })
  const drives = buildDrives({
    ...needs,
    ...needs.driveParts,
    platform: world.drives ?? (simulated ? noDrives : systemDrives(needs.brokerPath)),
    largestBytes: () => needs.settings.current().largestDriveBytes,
    onUnavailable: (detail) => tellOrTakeBack('no-drives', detail, noDrivesMessage),
  })
  const usbFiles = buildUsbFiles({ attachments, dataFolder, origin: world.usbFilesOrigin })
  return {
    drives,
    usbFiles,
    usbBoards,
    usbEeproms: buildUsbEeproms({ ...needs, usbBoards }),
    consoles,
    power,
    stop: async () => {
      await usbFiles.stop()
      await drives.stop()
      await power.stop()
      await nodes.stop()
      await consoles.stop()
      await usbBoards.stop()
    },
  }
}

/** Beside simulated boards the real ones are left alone. */
const noUsbBus: UsbBus = {
  watch: async () => ({ kind: 'watching', stop: async () => undefined }),
}

const noLinks: NonNullable<UsbLinkWorld['computer']> = {
  interfacesByMac: async () => new Map(),
  routes: async () => [],
  hold: async (interfaceName) => {
    throw new Error(`there is no ${interfaceName}`)
  },
}

const noSerialPorts: SerialPorts = {
  list: async () => [],
  open: async (path) => {
    throw new Error(`there is no ${path}`)
  },
}

const noDrives: DrivePlatform = {
  list: async () => ({ kind: 'found', drives: [] }),
  watch: () => () => undefined,
  copierFor: () => ({
    kind: 'refused',
    code: 'drive-unknown',
    message: 'There are no drives here.',
  }),
  unmount: async () => ({
    kind: 'failed',
    code: 'drive-unknown',
    message: 'There are no drives here.',
  }),
}

function noDrivesMessage(detail: string): string {
  return `Cards and drives of this computer can't be seen: ${detail}.`
}

function noUsbMessage(detail: string): string {
  return `Boards on USB cables can't be seen: this computer's USB can't be looked at (${detail}). In a container or a virtual machine its USB must be handed through.`
}
