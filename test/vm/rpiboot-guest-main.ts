// Runs in the guest with USB: plugs simulated boards into its kernel and boots them with the station's own code and the real package `usb`.
// Argument: JSON of RpibootGuestPlan. Prints a line for each board that is plugged in, for each stage of each board, and at the end.
import { createUsbBus } from '../../station/platform/usb-package.ts'
import { openTargetFiles } from '../../station/usbboot/boot-files.ts'
import { createUsbBoards } from '../../station/usbboot/usb-boards.ts'
import { cablePorts, keepPlugged } from './usbip-cable.ts'

/** What the test outside wants. */
export type RpibootGuestPlan = {
  readonly serverPort: number
  readonly folder: string
  /** As the server knows them, one for each port of the guest. */
  readonly boards: readonly string[]
  readonly others: readonly string[]
}

const plan: RpibootGuestPlan = JSON.parse(process.argv[2] ?? '')
const server = { host: '10.0.2.2', port: plan.serverPort }
const end = new AbortController()

function say(what: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(what)}\n`)
}

/** The path of a port, as the kernel named it, to the board's own name. */
const names = new Map<string, string>()
const told = new Map<string, string>()
const boards = createUsbBoards({
  bus: createUsbBus((message) => console.error(message)),
  filesFor: (target) => openTargetFiles(plan.folder, target),
  automatic: { read: () => 'agent', write: () => undefined },
  clock: Date.now,
  log: (message) => console.error(message),
  onChanged: (list) => {
    for (const { path, chip, stage, serial, log } of list) {
      if (told.get(path) === stage.kind) continue
      told.set(path, stage.kind)
      say({ board: names.get(path) ?? path, chip, stage, serial, log })
    }
    const over = list.filter(({ stage }) => stage.kind === 'booted' || stage.kind === 'failed')
    if (over.length === plan.boards.length) finish()
  },
  onUnavailable: (detail) => say({ unavailable: detail }),
  timing: { checkPause: 300, returnLimit: 8_000, silence: { timeout: 10_000, times: 2 } },
})

for (const [port, busId] of [...plan.others, ...plan.boards].slice(0, cablePorts).entries()) {
  const onPlugged = (path: string): void => {
    names.set(path, busId)
    say({ plugged: busId, path })
  }
  keepPlugged({ server, port, busId, signal: end.signal, onPlugged }).catch((error) => {
    console.error(error)
    process.exitCode = 1
    end.abort()
  })
}

function finish(): void {
  end.abort()
  boards.stop().then(
    () => process.exit(),
    (error) => {
      console.error(error)
      process.exit(1)
    },
  )
}
