import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createBoardEventLog } from './board-events.ts'
import type { BoardReport, BoardRequest, NumberedRequest } from './board-messages.ts'
import { type BoardSettings, boardStorageFile, type SimulatedBoard } from './simulated-board.ts'

const program = fileURLToPath(new URL('board-main.ts', import.meta.url))

interface Waiting {
  resolve(): void
  reject(error: Error): void
}

/**
 * Makes a board that lives in a process of its own in a network namespace. Needs root.
 * @throws Error when the process cannot be started there.
 */
export async function createRemoteBoard(
  settings: BoardSettings,
  place: { readonly namespace: string; readonly interfaceName: string },
): Promise<SimulatedBoard> {
  const { identity } = settings
  const events = createBoardEventLog(`${identity.model.key} ${identity.serial}`)
  const waiting = new Map<number, Waiting>()
  let lastNumber = 0
  const child = spawn('ip', ['netns', 'exec', place.namespace, process.execPath, program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = watchExit(child, (reason) => {
    for (const one of waiting.values()) one.reject(new Error(reason))
    waiting.clear()
  })

  child.on('message', (report: BoardReport) => {
    switch (report.kind) {
      case 'event':
        return events.add(report.event)
      case 'done':
        waiting.get(report.number)?.resolve()
        break
      case 'failed':
        waiting.get(report.number)?.reject(new Error(report.reason))
        break
    }
    waiting.delete(report.number)
  })

  function ask(request: BoardRequest): Promise<void> {
    lastNumber += 1
    const message: NumberedRequest = { number: lastNumber, request }
    return new Promise((resolve, reject) => {
      if (!child.connected) return reject(new Error('the process of the board has ended'))
      waiting.set(message.number, { resolve, reject })
      child.send(message)
    })
  }

  async function close(): Promise<void> {
    if (child.connected) child.disconnect()
    await exited
  }

  try {
    await ask({ kind: 'create', settings, interfaceName: place.interfaceName })
  } catch (error) {
    await close()
    throw error
  }
  return {
    identity,
    storageFile: boardStorageFile(settings.folder),
    events,
    waitFor: events.waitFor,
    powerOn: () => ask({ kind: 'power-on' }),
    powerOff: () => ask({ kind: 'power-off' }),
    setFaults: (faults) => ask({ kind: 'faults', faults }),
    close,
  }
}

function watchExit(child: ChildProcess, onExit: (reason: string) => void): Promise<void> {
  return new Promise((resolve) => {
    const finish = (reason: string): void => {
      onExit(reason)
      resolve()
    }
    child.once('error', (error) => finish(`the process of the board did not start: ${error}`))
    child.once('exit', (code, signal) =>
      finish(`the process of the board ended (${signal ?? code})`),
    )
  })
}
