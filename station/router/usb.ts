import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'
import { accepted, refused } from './answers.ts'

export function createUsbRouter({ attached, audit }: Station) {
  const os = implement(contract.usb)
  const { usbBoards, usbEeproms, usbFiles } = attached
  return os.router({
    boot: os.boot.handler(async ({ input, errors }) => {
      const { path, target } = input
      const result = await usbBoards.boot(path, target)
      if (result === undefined) throw errors.NOT_FOUND(unknownBoard(path))
      const { board } = accepted(errors, result)
      audit('usb-boot', path, { target })
      return board
    }),
    setAutomatic: os.setAutomatic.handler(async ({ input }) => {
      audit('usb-automatic', 'usb', { target: input.target })
      await usbBoards.setAutomatic(input.target)
    }),
    fetchFiles: os.fetchFiles.handler(async ({ input, errors }) => {
      const { archives, files } = accepted(errors, await usbFiles.fetch(input))
      audit('usb-files-fetch', input.target, { archives, files })
      return { archives, files }
    }),
    askIdentity: os.askIdentity.handler(async ({ input: { path }, errors }) => {
      const result = await usbEeproms.askIdentity(path)
      if (result === undefined) throw errors.NOT_FOUND(unknownBoard(path))
      const { board } = accepted(errors, result)
      audit('usb-ask-identity', path)
      return board
    }),
    eepromPlan: os.eepromPlan.handler(async ({ input: { path, ...choice }, errors }) => {
      const result = await usbEeproms.plan(path, choice)
      if (result === undefined) throw errors.NOT_FOUND(unknownBoard(path))
      return accepted(errors, result).plan
    }),
    writeEeprom: os.writeEeprom.handler(async ({ input: { path, ...order }, errors }) => {
      const result = await usbEeproms.write(path, order)
      if (result === undefined) throw errors.NOT_FOUND(unknownBoard(path))
      const { board } = accepted(errors, result)
      const { sha256, keptIn } = board.eeprom ?? {}
      audit('usb-eeprom-write', board.serial ?? path, {
        path,
        config: order.config,
        sha256,
        keptIn,
      })
      return board
    }),
    dismiss: os.dismiss.handler(({ input, errors }) => {
      if (usbBoards.dismiss(input.path)) return
      throw refused(errors, {
        kind: 'refused',
        code: 'usb-plugged-in',
        message:
          'This board is still plugged in, or boots just now. Unplug it, then take it off the list.',
      })
    }),
  })
}

function unknownBoard(path: string) {
  return {
    message: `There is no board in USB boot mode on port ${path}. Plug it in again with its boot switch or jumper set.`,
    data: { code: 'usb-board-unknown' },
  }
}
