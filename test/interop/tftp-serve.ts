import { startLoopbackServer } from '../../station/protocols/tftp/loopback-server.ts'
import type { ResolveFile } from '../../station/protocols/tftp/resolve.ts'
import { createWorkerEngine } from '../../station/protocols/tftp/worker-engine.ts'
import { tftpPattern } from './tftp-pattern.ts'

/**
 * A TFTP server as a program of its own, for namespaces and benchmarks:
 * `node tftp-serve.ts <port> <threads>`. It serves `pattern-<length>` for any length, says
 * "ready" on its output when it can be asked, and ends when its input closes.
 */
const port = Number(process.argv[2] ?? 0)
const threads = Number(process.argv[3] ?? 0)
const made = new Map<string, Uint8Array>()

const resolveFile: ResolveFile = (name) => {
  const length = /^pattern-(\d{1,9})$/.exec(name)?.[1]
  if (length === undefined) return { kind: 'not-found' }
  const bytes = made.get(name) ?? tftpPattern(Number(length))
  made.set(name, bytes)
  return { kind: 'bytes', bytes }
}

const { server } = await startLoopbackServer({
  port,
  resolveFile,
  limits: { maximumTransfersPerClient: 200 },
  ...(threads === 0
    ? {}
    : {
        createEngine: (report) =>
          createWorkerEngine({
            threads,
            sockets: { kind: 'address', bindAddress: '127.0.0.1' },
            report,
          }),
      }),
})
process.stdin.on('end', () => void server.stop().then(() => process.exit(0)))
process.stdin.resume()
console.log('ready')
