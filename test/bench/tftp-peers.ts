import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildMover } from '../lab/build-broker.ts'

/** A TFTP server under test: how to start it on a port for a folder of files. */
export type Contender = {
  readonly name: string
  readonly command: (port: number, folder: string) => readonly string[]
  /** Says "ready" on its output; the others are given until their port is taken. */
  readonly saysReady: boolean
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const serveProgram = join(root, 'test/interop/tftp-serve.ts')
/**
 * atftpd and tftpd-hpa start services when they are installed and each wants port 69, so the
 * set-up only unpacks them: `apt-get download atftpd tftpd-hpa libwrap0` and
 * `dpkg-deb -x <file> .cache/peers/<package>` for each.
 */
const unpacked = join(root, '.cache/peers')

/** Our server with an engine as test/interop/tftp-serve.ts takes it. */
function ours(name: string, engine: string): Contender {
  return {
    name,
    command: (port, folder) => [process.execPath, serveProgram, String(port), engine, folder],
    saysReady: true,
  }
}

/** As it is used: the blocks are moved by the program of native/. */
export async function ourselves(): Promise<Contender> {
  return ours('ours', await buildMover())
}

/** As it is where the mover cannot be started. */
export function ourselvesInNode(threads: number): Contender {
  const where = threads === 0 ? '' : `, ${threads} thread${threads === 1 ? '' : 's'}`
  return ours(`ours, Node only${where}`, String(threads))
}

/** The peers that are installed or unpacked; the missing ones are named on the terminal. */
export function findPeers(): Contender[] {
  const found: Contender[] = []
  for (const { name, programs, command } of peers) {
    const program = programs.find((path) => existsSync(path))
    if (program === undefined) console.warn(`SKIPPED, because it is not installed: ${name}`)
    else
      found.push({
        name,
        saysReady: false,
        command: (port, folder) => command(program, port, folder),
      })
  }
  return found
}

type Peer = {
  readonly name: string
  readonly programs: readonly string[]
  readonly command: (program: string, port: number, folder: string) => readonly string[]
}

const peers: readonly Peer[] = [
  {
    name: 'dnsmasq',
    programs: ['/usr/sbin/dnsmasq'],
    // Its TFTP port cannot be chosen: it gets 69 in a namespace of its own, see startContender.
    command: (program, _port, folder) => [
      program,
      '--no-daemon',
      '--conf-file=/dev/null',
      '--port=0',
      '--enable-tftp',
      `--tftp-root=${folder}`,
      '--tftp-max=200',
      '--listen-address=127.0.0.1',
      '--bind-interfaces',
      '--user=root',
      '--log-facility=/dev/null',
    ],
  },
  {
    name: 'tftpd-hpa',
    programs: [join(unpacked, 'tftpd-hpa/usr/sbin/in.tftpd'), '/usr/sbin/in.tftpd'],
    command: (program, port, folder) => [
      program,
      '--foreground',
      '--address',
      `127.0.0.1:${port}`,
      '--user',
      'root',
      '--secure',
      folder,
    ],
  },
  {
    name: 'atftpd',
    programs: [join(unpacked, 'atftpd/usr/sbin/atftpd'), '/usr/sbin/atftpd'],
    command: (program, port, folder) => [
      program,
      '--daemon',
      '--no-fork',
      '--bind-address',
      '127.0.0.1',
      '--port',
      String(port),
      '--maxthread',
      '200',
      '--user',
      'root.root',
      '--logfile',
      '/dev/null',
      folder,
    ],
  },
]

export type Running = {
  readonly process: ChildProcess
  /** Seconds of processor time so far, with those of ended children and our running movers. */
  readonly processorSeconds: () => number
  readonly stop: () => Promise<void>
}

/** Starts a contender inside the namespace, where every one may have port 69. */
export async function startContender(
  contender: Contender,
  namespace: string,
  port: number,
  folder: string,
): Promise<Running> {
  const command = ['netns', 'exec', namespace, ...contender.command(port, folder)]
  const environment = { ...process.env, LD_LIBRARY_PATH: libraryPath() }
  const child = spawn('ip', command, { stdio: ['pipe', 'pipe', 'ignore'], env: environment })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await untilReady(contender, child, port)
  const { pid } = child
  return {
    process: child,
    processorSeconds: () => (pid === undefined ? 0 : processorSecondsOf(pid, contender.saysReady)),
    stop: async () => {
      child.kill('SIGTERM')
      await gone
    },
  }
}

async function untilReady(contender: Contender, child: ChildProcess, port: number): Promise<void> {
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`${contender.name} ended at once with ${code}`)))
  })
  ended.catch(() => undefined)
  if (contender.saysReady) {
    const ready = new Promise((resolve) => child.stdout?.once('data', resolve))
    await Promise.race([ready, ended])
  } else {
    await Promise.race([untilBound(child, port), ended])
  }
}

/** Looks for the port among the UDP sockets of the child's namespace (proc(5), net/udp). */
async function untilBound(child: ChildProcess, port: number): Promise<void> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')} `
  const limit = performance.now() + 5000
  while (performance.now() < limit) {
    if (readFileSync(`/proc/${child.pid}/net/udp`, 'latin1').includes(wanted)) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`port ${port} was not opened in five seconds`)
}

function libraryPath(): string {
  if (!existsSync(unpacked)) return ''
  const files = readdirSync(unpacked, { recursive: true, encoding: 'utf8' })
  return [
    ...new Set(
      files.filter((file) => file.includes('.so')).map((file) => join(unpacked, dirname(file))),
    ),
  ].join(':')
}

/**
 * Fields 14 to 17 of proc(5) stat, in hundredths of a second: own and waited-for children's time.
 * Our movers live as long as the server and are added; tftpd-hpa's children come and go.
 */
function processorSecondsOf(pid: number, withRunningChildren: boolean): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const own = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) / 100
  if (!withRunningChildren) return own
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim()
  const pids = children === '' ? [] : children.split(' ').map(Number)
  return pids.reduce((sum, child) => sum + processorSecondsOf(child, false), own)
}
