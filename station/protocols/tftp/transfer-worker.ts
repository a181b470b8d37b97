import { parentPort, workerData } from 'node:worker_threads'
import type { ByteSource } from './byte-source.ts'
import { LocalEngine } from './transfer-engine.ts'
import { openTransferSocket, type TransferSocket } from './transfer-socket.ts'
import type {
  FromWorker,
  OpenTransferSocketModule,
  RemoteSource,
  ToWorker,
  WorkerSockets,
  WorkerStart,
} from './worker-messages.ts'

/**
 * Entry point of a worker thread that runs transfers (see worker-engine.ts). Bytes of a reader
 * are asked of the main thread, one piece at a time per transfer.
 */
const start: WorkerStart = workerData
const waiting = new Map<number, PromiseWithResolvers<Uint8Array>>()
const openSocket = await socketOpener(start.sockets)
const engine = new LocalEngine(openSocket, (report) => tell({ kind: 'report', report }))

parentPort?.on('message', (message: ToWorker) => handle(message))

async function socketOpener(sockets: WorkerSockets): Promise<() => Promise<TransferSocket>> {
  if (sockets.kind === 'address') return () => openTransferSocket(sockets.bindAddress)
  const module: OpenTransferSocketModule = await import(sockets.moduleUrl)
  return module.createOpenTransferSocket(sockets.data)
}

function handle(message: ToWorker): void {
  switch (message.kind) {
    case 'start': {
      const { specification } = message
      engine.start({ ...specification, source: sourceOf(specification.id, message.source) })
      return
    }
    case 'repeat':
      engine.repeatFirstPacket(message.id)
      return
    case 'cancel':
      engine.cancel(message.id, message.end, message.reason)
      return
    case 'piece':
      waiting.get(message.id)?.resolve(message.bytes)
      return
    case 'piece-failed':
      waiting.get(message.id)?.reject(new Error(message.reason))
      return
    case 'stop':
      void engine.stop().then(() => tell({ kind: 'stopped' }))
      return
    default:
      message satisfies never
  }
}

function sourceOf(id: number, source: RemoteSource): ByteSource {
  if (source.kind !== 'reader') return source
  return {
    kind: 'reader',
    size: source.size,
    read: (offset, length) => {
      const answer = Promise.withResolvers<Uint8Array>()
      waiting.set(id, answer)
      tell({ kind: 'read', id, offset, length })
      return answer.promise
    },
    close: () => {
      waiting.delete(id)
      tell({ kind: 'close', id })
    },
  }
}

function tell(message: FromWorker): void {
  parentPort?.postMessage(message)
}
