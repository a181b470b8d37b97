import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** The control of a running QEMU (docs/interop/qmp-spec): plugs devices in and out. */
export type Qmp = {
  /** Rejects with QEMU's own words when it refuses. */
  run(command: string, words?: object): Promise<void>
  /** Resolves at the next event of this name that holds these members. */
  waitFor(event: string, members: Readonly<Record<string, unknown>>, limitMs: number): Promise<void>
  close(): void
}

type Message = {
  readonly return?: unknown
  readonly error?: { readonly desc: string }
  readonly event?: string
  readonly data?: Readonly<Record<string, unknown>>
}

/** Speaks to QEMU at the socket of its argument `-qmp unix:PATH,server=on,wait=off`. */
export async function connectQmp(path: string): Promise<Qmp> {
  const socket = connect(path)
  const answers: ((message: Message) => void)[] = []
  const listeners = new Set<(message: Message) => void>()
  createInterface({ input: socket }).on('line', (line) => {
    const message: Message = JSON.parse(line)
    if (message.event !== undefined) for (const listener of listeners) listener(message)
    else if (message.return !== undefined || message.error !== undefined) answers.shift()?.(message)
  })
  const run = async (command: string, words: object = {}): Promise<void> => {
    const answer = new Promise<Message>((resolve) => answers.push(resolve))
    socket.write(`${JSON.stringify({ execute: command, arguments: words })}\n`)
    const { error } = await answer
    if (error !== undefined) throw new Error(`${command}: ${error.desc}`)
  }
  await connected(socket)
  await run('qmp_capabilities')
  return {
    run,
    waitFor: (event, members, limitMs) =>
      new Promise((resolve, reject) => {
        const end = (): void => {
          clearTimeout(timer)
          listeners.delete(listener)
        }
        const timer = setTimeout(() => {
          end()
          reject(new Error(`QEMU did not tell of ${event} within ${limitMs} ms.`))
        }, limitMs)
        const listener = (message: Message): void => {
          const fits = Object.entries(members).every(
            ([name, value]) => message.data?.[name] === value,
          )
          if (message.event !== event || !fits) return
          end()
          resolve()
        }
        listeners.add(listener)
      }),
    close: () => socket.destroy(),
  }
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
}
