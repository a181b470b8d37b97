import { existsSync, mkdirSync, readdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import type { SerialPorts } from '../../station/platform/serial-port.ts'
import { openSerialLine } from '../../station/platform/serial-ports.ts'
import { LabProcess } from './lab-process.ts'

/** Serial lines without hardware: socat makes pseudo-terminals, with a program at their other end. */
export type PseudoTerminals = {
  /** They look like ClusterCTRL nodes whose numbers are their names; opened by the real package. */
  readonly ports: SerialPorts
  /** Plugs node `number` in: the other end runs this shell command. */
  plug(number: number, command: string): Promise<LabProcess>
  /** Ends all that are still there. */
  stop(): Promise<void>
}

const limitMs = 10_000

/** `folder` gets a link for each line that is plugged in. */
export function createPseudoTerminals(folder: string): PseudoTerminals {
  mkdirSync(folder, { recursive: true })
  const running: LabProcess[] = []
  return {
    ports: {
      list: async () => readdirSync(folder).map((name) => portOf(folder, name)),
      open: openSerialLine,
    },
    plug: async (number, command) => {
      const link = join(folder, String(number))
      const socat = new LabProcess('socat', [
        `PTY,link=${link},rawer,wait-slave,pty-interval=0.02`,
        `SYSTEM:"${command}"`,
      ])
      running.push(socat)
      await untilThere(folder, link)
      return socat
    },
    stop: async () => {
      await Promise.all(running.map((socat) => socat.stop()))
    },
  }
}

function portOf(folder: string, name: string) {
  const usb = {
    vendorId: 0x3171,
    productId: 0x0021,
    serial: name,
    product: 'ClusterCTRL',
    path: `1-${name}`,
    interfaceNumber: 2,
  }
  return { path: join(folder, name), usb }
}

function untilThere(folder: string, link: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => done(new Error(`socat made no ${link}`)), limitMs)
    const watcher = watch(folder, () => existsSync(link) && done())
    function done(error?: Error): void {
      clearTimeout(limit)
      watcher.close()
      if (error) reject(error)
      else resolve()
    }
    if (existsSync(link)) done()
  })
}
