import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type UsbBootTarget, usbBootTargetSchema } from '../contract/usb-board.ts'
import type { AttachmentList } from './attachments/attachment-list.ts'
import type { UsbAgent } from './build-usb-agent.ts'
import type { UsbBus } from './platform/usb-bus.ts'
import { openJsonFile } from './storage/json-file.ts'
import { isImported, openTargetFiles } from './usbboot/boot-files.ts'
import { createUsbBoards, type UsbBoards } from './usbboot/usb-boards.ts'
import type { UsbBootTiming } from './usbboot/usb-boot.ts'

/** A person imports files with a command of its own, which this station hears nothing of. Milliseconds. */
const lookForFilesEvery = 2_000

const automaticSchema = z.object({
  automatic: usbBootTargetSchema.exclude(['recovery']).nullable(),
})

/** The folder of a target's boot files in a data folder. */
export function usbBootFolder(dataFolder: string, target: UsbBootTarget): string {
  return join(dataFolder, 'usb-boot', target)
}

/** Boards on USB cables, with their boot files in the data folder; what is found is put into `attachments`. */
export function buildUsbBoards(needs: {
  readonly attachments: AttachmentList
  readonly dataFolder: string
  readonly bus: UsbBus
  readonly timing: UsbBootTiming
  readonly clock: () => number
  readonly log: (message: string) => void
  readonly onUnavailable: (detail: string) => void
  readonly usbAgent: UsbAgent
}): UsbBoards {
  const { attachments, dataFolder, log } = needs
  mkdirSync(join(dataFolder, 'usb-boot'), { recursive: true, mode: 0o700 })
  const kept = openJsonFile({
    path: join(dataFolder, 'usb-boot', 'automatic.json'),
    schema: automaticSchema,
    orElse: { automatic: null },
    log,
  })
  // Asked at each publishing: a file would be read ten times a second.
  let { automatic } = kept.read()
  const putUsbBoot = async (): Promise<void> => {
    const imported = await importedTargets(dataFolder)
    const before = attachments.current().usbBoot
    const usbBoot = { automatic, imported }
    if (JSON.stringify(before) !== JSON.stringify(usbBoot)) attachments.put({ usbBoot })
  }
  const putOrLog = (): void => {
    putUsbBoot().catch((error) => log(`usb: the boot files can't be read: ${String(error)}`))
  }
  putOrLog()
  const timer = setInterval(putOrLog, lookForFilesEvery)
  const boards = createUsbBoards({
    ...needs,
    filesFor: async (target) => {
      const files = await openTargetFiles(usbBootFolder(dataFolder, target), target)
      return target === 'agent' && files.kind === 'ready' ? needs.usbAgent.around(files) : files
    },
    automatic: {
      read: () => automatic,
      write: (target) => {
        kept.write({ automatic: target })
        automatic = target
        putOrLog()
      },
    },
    onChanged: (usbBoards) => {
      attachments.put({ usbBoards })
      for (const { path, target, stage } of usbBoards)
        if (target === 'agent' && stage.kind === 'failed') needs.usbAgent.bootFailed(path)
    },
  })
  return {
    ...boards,
    stop: async () => {
      clearInterval(timer)
      await boards.stop()
      await needs.usbAgent.stop()
    },
  }
}

async function importedTargets(dataFolder: string): Promise<UsbBootTarget[]> {
  const found = await Promise.all(
    usbBootTargetSchema.options.map(async (target) =>
      (await isImported(usbBootFolder(dataFolder, target))) ? [target] : [],
    ),
  )
  return found.flat()
}
