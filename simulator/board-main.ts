// The process of one board in a network namespace of its own; remote-board.ts starts it there and speaks with it.
import type { BoardReport, BoardRequest, NumberedRequest } from './board-messages.ts'
import { createNamespaceNetwork } from './namespace-network.ts'
import { createSimulatedBoard, type SimulatedBoard } from './simulated-board.ts'

let board: SimulatedBoard | undefined

process.on('message', (message: NumberedRequest) => {
  const { number } = message
  obey(message.request).then(
    () => report({ kind: 'done', number }),
    (error) => report({ kind: 'failed', number, reason: String(error) }),
  )
})

// Whoever started the board is gone, perhaps killed: then the board goes too, with all its processes.
process.on('disconnect', () => {
  void (board?.close() ?? Promise.resolve()).finally(() => process.exit(0))
})

async function obey(request: BoardRequest): Promise<void> {
  if (request.kind === 'create') {
    board = createSimulatedBoard({
      ...request.settings,
      createNetwork: (isLost) => createNamespaceNetwork(request.interfaceName, isLost),
    })
    board.events.subscribe((event) => report({ kind: 'event', event }))
    return
  }
  if (board === undefined) throw new Error('the board was not created yet')
  switch (request.kind) {
    case 'power-on':
      return board.powerOn()
    case 'power-off':
      return board.powerOff()
    case 'faults':
      return board.setFaults(request.faults)
  }
}

function report(message: BoardReport): void {
  if (process.connected) process.send?.(message)
}
