import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'

export function createUsbRouter(_station: Station) {
  const os = implement(contract.usb)
  return os.router({
    boot: os.boot.handler(() => {
      throw new Error('usb.boot is not built yet')
    }),
    setAutomatic: os.setAutomatic.handler(() => {
      throw new Error('usb.setAutomatic is not built yet')
    }),
  })
}
