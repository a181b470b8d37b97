import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import { join } from 'node:path'
import { type Refusal, refusal } from '../contract/errors.ts'
import type { UsbChip } from '../contract/usb-board.ts'
import type { AttachmentList } from './attachments/attachment-list.ts'
import { lendMac } from './boards/lent-mac.ts'
import type { BoardRegistry } from './boards/registry.ts'
import { loadInitramfs } from './build-netboot.ts'
import { type LinkComputer, listenForLinks, thisComputer } from './build-usb-link-host.ts'
import { type BootFiles, listBootFiles } from './netboot/boot-folder.ts'
import { kernelsIn } from './netboot/boot-sources.ts'
import { cmdlineText, initramfsName, usbConfigText, usbGadgetWord } from './netboot/boot-text.ts'
import type { Credentials } from './provisioning/credentials.ts'
import type { Jobs } from './provisioning/jobs.ts'
import { openJsonFile } from './storage/json-file.ts'
import { usualNetworks } from './usb-link/link-network.ts'
import { linkPlanSchema } from './usb-link/link-store.ts'
import { createUsbLinks, type Link, type UsbLinks } from './usb-link/usb-links.ts'
import { withAgentFiles } from './usbboot/agent-files.ts'
import type { TargetFiles } from './usbboot/boot-files.ts'

/** What the parts that board and agent meet in give to a boot over USB. */
export type AgentBootParts = {
  readonly bootFolders: readonly string[]
  readonly publicKeyPem: string
  readonly extraCommandLine: string
  readonly boards: BoardRegistry
  readonly jobs: Jobs
  readonly credentials: Credentials
  /** Another server for boards, like that of the bench, which tells them this address of itself. */
  readonly newBoardServer: (baseUrl: () => string) => Server
}

/** Stand-ins for simulated boards, and another network for real ones. */
export type UsbLinkWorld = {
  readonly computer?: LinkComputer
  /** Networks of 256 addresses, in the order in which they are tried. */
  readonly networks?: readonly string[]
  readonly port?: number
  readonly isLoopback?: boolean
}

/** Boots our agent over a USB cable, and is its network afterwards. */
export type UsbAgent = {
  /** The person's files for the target `agent` with ours around them, or why no board can be booted into it now. */
  around(files: TargetFiles): Promise<TargetFiles | Refusal>
  /** The boot on this USB port has failed: no network is waited for. */
  bootFailed(usbPath: string): void
  stop(): Promise<void>
}

/** As on the bench; the address is another one. */
const usualPort = 5000

export function buildUsbAgent(
  needs: AgentBootParts & {
    readonly attachments: AttachmentList
    readonly dataFolder: string
    readonly brokerPath: string
    readonly world: UsbLinkWorld
    readonly clock: () => number
    readonly log: (message: string) => void
  },
): UsbAgent {
  const { world, log, boards, publicKeyPem } = needs
  const port = world.port ?? usualPort
  const networks = world.networks ?? usualNetworks
  const urlOf = (address: string): string => `http://${address}:${port}`
  const boots = new Map<string, string>()
  const links = createUsbLinks({
    host: {
      ...(world.computer ?? thisComputer({ ...needs })),
      listen: (address, isBoard) =>
        listenForLinks(
          needs.newBoardServer,
          address,
          port,
          // Simulated boards all speak from the same loopback address.
          world.isLoopback === true ? () => true : isBoard,
        ),
    },
    stationKey: publicKeyPem,
    networks,
    plan: openJsonFile({
      path: join(needs.dataFolder, 'usb-boot', 'links.json'),
      schema: linkPlanSchema,
      orElse: { network: networks[0] ?? '', ports: {} },
      log,
    }),
    onUp: ({ usbPath, boardAddress }) => {
      const mac = boots.get(usbPath)
      if (mac !== undefined && boards.byMac(mac) !== undefined)
        boards.see({ kind: 'has-address', mac, ip: boardAddress })
    },
    onDown: ({ usbPath }) => noteGone(needs, usbPath),
    onNotice: noticesIn(needs.attachments),
    clock: needs.clock,
    log,
  })
  const files = listBootFiles(needs.bootFolders)
  let initramfs: Uint8Array | undefined
  const ourInitramfs = (): Uint8Array | undefined => {
    initramfs ??= loadInitramfs(files.get(initramfsName)?.path, publicKeyPem)
    return initramfs
  }

  const startBoot = (usbPath: string): ((name: string) => Promise<Uint8Array | null>) => {
    let cmdline: Promise<string> | undefined
    return async (name) => {
      const mac = boots.get(usbPath)
      const board = cmdline === undefined || mac === undefined ? undefined : boards.byMac(mac)
      if (board !== undefined)
        boards.see({ kind: 'asked-for-file', boardId: board.id, fileName: name })
      switch (name) {
        case 'config.txt':
          return Buffer.from(usbConfigText(kernelsIn(files).common))
        case 'cmdline.txt':
          // Asked for twice, by its size and its bytes, it is still one boot.
          cmdline ??= beginBoot(needs, links, boots, usbPath, urlOf)
          return Buffer.from(await cmdline)
        case initramfsName:
          return ourInitramfs() ?? null
        default:
          return null
      }
    }
  }

  return {
    around: async (imported) => {
      if (!canBoot(files)) return noAgent()
      const refused = await links.refusal()
      if (refused !== null) return refused
      return {
        ...withAgentFiles(imported, {
          startBoot: (_chip, usbPath) => startBoot(usbPath),
          find: (name) => files.get(name),
        }),
        refusalFor,
      }
    },
    bootFailed: links.giveUp,
    stop: links.stop,
  }
}

/** Enters the board that boots on this port now, and makes its command line with a token for it. */
async function beginBoot(
  parts: AgentBootParts & { readonly attachments: AttachmentList },
  links: UsbLinks,
  boots: Map<string, string>,
  usbPath: string,
  urlOf: (address: string) => string,
): Promise<string> {
  const link = await links.expect(usbPath)
  // It was asked before the boot began; whoever took the last free network since then has made this boot fail.
  if ('kind' in link) throw new Error(link.message)
  const boardMac = lendMac(randomBytes(4))
  boots.set(usbPath, boardMac)
  return cmdlineText({
    serverUrl: urlOf(link.stationAddress),
    bootToken: parts.credentials.issueBootToken(enterBoard(parts, link, boardMac)),
    extraCommandLine: [parts.extraCommandLine, usbGadgetWord({ ...link, boardMac })]
      .filter((words) => words !== '')
      .join(' '),
  })
}

/** The id of the board that boots on this cable: the known one where its bootloader has told its serial number, else a new one. */
function enterBoard(
  { boards, credentials, attachments }: AgentBootParts & { readonly attachments: AttachmentList },
  { usbPath }: Link,
  mac: string,
): string {
  // An earlier boot in this port that never came so far as to say who it was.
  for (const board of boards.list()) {
    if (board.link !== 'usb' || board.usbPath !== usbPath) continue
    if (board.serial !== null || board.storages.length > 0) continue
    credentials.forgetBoard(board.id)
    boards.forget(board.id)
  }
  const { serial } = attachments.current().usbBoards.find(({ path }) => path === usbPath) ?? {}
  const board = boards.see({
    kind: 'attached',
    mac,
    link: 'usb',
    usbPath,
    ...(serial === null || serial === undefined ? {} : { serialTail: serial }),
  })
  const boardId = board?.id ?? ''
  boards.see({ kind: 'asked-for-file', boardId, fileName: 'cmdline.txt' })
  return boardId
}

/** The interface is gone: unplugged, without power, or restarted. */
function noteGone({ boards, jobs }: AgentBootParts, usbPath: string): void {
  const gone = boards
    .list()
    .filter((board) => board.link === 'usb' && board.usbPath === usbPath)
    .filter(({ stage }) => stage.kind !== 'silent' && stage.kind !== 'local')
  for (const board of gone) {
    const job = jobs.openJobOf(board.id)
    const wasSentHome = board.netboot === 'local' && job === undefined
    boards.see({ kind: wasSentHome ? 'told-to-boot-local' : 'left', boardId: board.id })
    if (job !== undefined) jobs.advance(job.id, { kind: 'lost' })
  }
}

/** Keeps what is wrong with each cable among the notices of all parts. */
function noticesIn(
  attachments: AttachmentList,
): (usbPath: string, problem: Refusal | null) => void {
  const ours = new Map<string, { readonly code: string; readonly message: string }>()
  return (usbPath, problem) => {
    const before = ours.get(usbPath)
    if (before === undefined && problem === null) return
    const others = attachments.current().notices.filter((notice) => notice !== before)
    if (problem === null) {
      ours.delete(usbPath)
      attachments.put({ notices: others })
    } else {
      const notice = { code: problem.code, message: problem.message }
      ours.set(usbPath, notice)
      attachments.put({ notices: [...others, notice] })
    }
  }
}

function canBoot(files: BootFiles): boolean {
  return files.has(initramfsName) && files.has(kernelsIn(files).common)
}

/** Our initramfs and its kernel are made for 64 bits. */
function refusalFor(chip: UsbChip): Refusal | null {
  if (chip !== 'bcm2835') return null
  return refusal(
    'usb-agent-32-bit',
    'This board (Zero, Zero W, CM1) has a 32-bit processor, and our agent is made for 64 bits, so nothing was sent to it. Boot it into mass storage and work with it as a drive, or write its SD card in this computer.',
  )
}

function noAgent(): Refusal {
  return refusal(
    'usb-no-agent',
    'This station has no agent to boot (initrd.img and vmlinuz in its boot folder), so nothing was sent to the board. Build it once with "npm start", or install the package, and try again.',
  )
}
