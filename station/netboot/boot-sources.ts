import type { Board } from '../../contract/board.ts'
import type { ByteSource } from '../protocols/tftp/byte-source.ts'
import type { BootFiles } from './boot-folder.ts'
import {
  type BootFacts,
  cmdlineText,
  compressedKernelName,
  configText,
  extlinuxText,
  initramfsName,
  ipxeScriptText,
  kernelName,
  piFiveKernelName,
  uBootScriptText,
} from './boot-text.ts'
import { wrapUBootScript } from './u-boot-script.ts'

export type BootSourceOptions = {
  readonly files: () => BootFiles
  /** Our initramfs with this station's public key behind it; undefined when there is none yet. */
  readonly initramfs: () => Uint8Array | undefined
  readonly factsFor: (board: Board) => BootFacts
}

/** Finds the bytes of one boot file for a board that is to run our agent; undefined when there is no such file. */
export type FindBootSource = (board: Board, name: string) => Promise<ByteSource | undefined>

/** Files are made for each board, come from memory, or are read from the boot folders, in this order. */
export function createBootSources(options: BootSourceOptions): FindBootSource {
  return async (board, name) => {
    const generated = generate(name, board, options.files(), () => options.factsFor(board))
    if (generated !== undefined) return { kind: 'bytes', bytes: generated }
    if (name === initramfsName) {
      const bytes = options.initramfs()
      return bytes === undefined ? undefined : { kind: 'bytes', bytes }
    }
    const file = options.files().get(name)
    return file === undefined ? undefined : { kind: 'file', path: file.path, size: file.size }
  }
}

function generate(
  name: string,
  board: Board,
  files: BootFiles,
  facts: () => BootFacts,
): Uint8Array | undefined {
  const menus = board.macs.map((mac) => `pxelinux.cfg/01-${mac.replaceAll(':', '-')}`)
  if (menus.includes(name)) return Buffer.from(extlinuxText(facts()))
  switch (name) {
    case 'config.txt':
      return Buffer.from(configText(kernelsIn(files)))
    case 'cmdline.txt':
      return Buffer.from(cmdlineText(facts()))
    case 'boot.scr.uimg':
      return wrapUBootScript(uBootScriptText(facts()))
    case 'bootbench.ipxe':
      return Buffer.from(ipxeScriptText(facts()))
    default:
      return undefined
  }
}

/** The kernels that config.txt can name. */
export function kernelsIn(files: Pick<BootFiles, 'has'>): Parameters<typeof configText>[0] {
  return {
    common: files.has(compressedKernelName) ? compressedKernelName : kernelName,
    piFive: files.has(piFiveKernelName) ? piFiveKernelName : null,
  }
}
