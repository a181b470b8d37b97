import type { UsbChip } from '../../contract/usb-board.ts'
import type { FileSource, OpenFile } from '../protocols/rpiboot/file-server.ts'
import { openPlace, type TargetFiles } from './boot-files.ts'

/** What the station puts around a person's firmware so that a board runs our agent. */
export type AgentFiles = {
  /**
   * The files that are made for one boot of the board on this USB port: config.txt, cmdline.txt, initrd.img. Null for every other name.
   * They go before the person's.
   */
  startBoot(chip: UsbChip, usbPath: string): (name: string) => Promise<Uint8Array | null>
  /** Kernel, device trees and the like, for what the person's folder does not have. */
  find(name: string): { readonly path: string; readonly size: number } | undefined
}

/** A person's boot files with the station's own around them; `startBoot` is called once for each boot. */
export function withAgentFiles(files: TargetFiles, agent: AgentFiles): TargetFiles {
  return {
    ...files,
    filesFor: (chip, usbPath) => {
      const made = agent.startBoot(chip, usbPath)
      const imported = files.filesFor(chip, usbPath)
      return { open: (name) => openFirst(name, made, imported, agent) }
    },
  }
}

async function openFirst(
  name: string,
  made: (name: string) => Promise<Uint8Array | null>,
  imported: FileSource,
  agent: AgentFiles,
): Promise<OpenFile | null> {
  const bytes = await made(name)
  if (bytes !== null) return openBytes(bytes)
  const file = await imported.open(name)
  if (file !== null) return file
  const own = agent.find(name)
  return own === undefined ? null : openPlace({ ...own, offset: 0 })
}

function openBytes(bytes: Uint8Array): OpenFile {
  return {
    size: bytes.length,
    read: async (from, length) => bytes.subarray(from, from + length),
    close: async () => undefined,
  }
}
