import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { startLoopbackServer } from '../../station/protocols/tftp/loopback-server.ts'
import { createNativeEngine } from '../../station/protocols/tftp/native-engine.ts'
import type { ResolveFile } from '../../station/protocols/tftp/resolve.ts'
import type {
  TransferEngine,
  TransferReport,
} from '../../station/protocols/tftp/transfer-engine.ts'
import { openTransferSocket } from '../../station/protocols/tftp/transfer-socket.ts'
import { createWorkerEngine } from '../../station/protocols/tftp/worker-engine.ts'
import { tftpPattern } from './tftp-pattern.ts'

/**
 * A TFTP server as a program of its own, for namespaces and benchmarks:
 * `node tftp-serve.ts <port> <engine> [folder]`. The engine is a number of threads (0: the main
 * thread) or the path of the mover. It serves `pattern-<length>`: from the folder, or, without one,
 * made in memory for any length. It says "ready" on its output when it can be asked, and ends when
 * its input closes.
 */
const [port = '0', engine = '0', folder] = process.argv.slice(2)
const address = '127.0.0.1'
const made = new Map<string, Uint8Array>()

const resolveFile: ResolveFile = async (name) => {
  const length = /^pattern-(\d{1,9})$/.exec(name)?.[1]
  if (length === undefined) return { kind: 'not-found' }
  if (folder !== undefined) {
    const path = join(folder, name)
    return { kind: 'file', path, size: (await stat(path)).size }
  }
  const bytes = made.get(name) ?? tftpPattern(Number(length))
  made.set(name, bytes)
  return { kind: 'bytes', bytes }
}

function createEngine(report: (report: TransferReport) => void): TransferEngine {
  const threads = Number(engine)
  if (Number.isInteger(threads)) {
    const sockets = { kind: 'address', bindAddress: address } as const
    return createWorkerEngine({ threads, sockets, report })
  }
  return createNativeEngine({
    moverPath: engine,
    bindAddress: address,
    openTransferSocket: () => openTransferSocket(address),
    report,
    log: (message) => {
      throw new Error(message)
    },
  })
}

const { server } = await startLoopbackServer({
  port: Number(port),
  resolveFile,
  limits: { maximumTransfersPerClient: 200 },
  ...(engine === '0' ? {} : { createEngine }),
})
process.stdin.on('end', () => void server.stop().then(() => process.exit(0)))
process.stdin.resume()
console.log('ready')
