import { announce, readTimeout, receive, type Sent, sendBytes } from './endpoint.ts'
import { failure, type RpibootFailure, transferFailure } from './failure.ts'
import { nameRefusal } from './file-name.ts'
import { decodeMessage, messageLength, type RpibootMessage } from './message.ts'
import type { UsbDevice, UsbTransfer } from './usb-device.ts'

/** One boot file that is open. A read of fewer bytes than asked for means that the file can't be read. */
export type OpenFile = {
  readonly size: number
  read(offset: number, length: number): Promise<Uint8Array>
  close(): Promise<void>
}

/** Where boot files come from; null for a file that is not there. Names are checked before. */
export type FileSource = { open(name: string): Promise<OpenFile | null> }

/** What happens while files are served. */
export type FileServerListeners = {
  readonly onFile: (name: string, answer: 'sent' | 'missing' | 'refused') => void
  readonly onMetadata: (property: string, value: string) => void
  /** It began to read this file. */
  readonly onReading: (name: string) => void
}

export type FileServerOptions = FileServerListeners & {
  readonly device: UsbDevice
  readonly files: FileSource
  readonly signal: AbortSignal
  /** How long one question may take, and how often that may happen in a row: a board that writes its EEPROM asks nothing meanwhile. */
  readonly silence?: { readonly timeout: number; readonly times: number }
}

export type Served = { readonly kind: 'done' } | RpibootFailure

/** A size is an int32 for the boot code. */
const largestFile = 2 ** 31 - 1
/** A boot asks for some dozens of things. */
const mostMessages = 10_000
const defaultSilence = { timeout: readTimeout, times: 3 }

/**
 * Answers the boot code's questions for files until it says that it is done. A file that is not there, or whose name is refused, is
 * answered with a size of zero, as usbboot does. Never throws.
 */
export async function serveFiles(options: FileServerOptions): Promise<Served> {
  const session = new FileSession(options)
  try {
    return await session.run()
  } finally {
    await session.close()
  }
}

class FileSession {
  readonly #options: FileServerOptions
  #open: { readonly name: string; readonly file: OpenFile } | null = null
  #asked = 0
  #found = 0

  constructor(options: FileServerOptions) {
    this.#options = options
  }

  async run(): Promise<Served> {
    for (let count = 0; count < mostMessages; count += 1) {
      const message = await this.#nextMessage()
      if (message.kind === 'failed') return message
      if (message.kind === 'done') return this.#end(count)
      if (message.kind === 'garbled') return failure('usb-garbled', message.why)
      const answered = await this.#answer(message)
      if (answered.kind === 'failed') return answered
    }
    return failure('usb-endless', `${mostMessages} questions`)
  }

  async close(): Promise<void> {
    const open = this.#open
    this.#open = null
    await open?.file.close()
  }

  #end(messagesBefore: number): Served {
    // Zeros are a "done" too: what has asked for nothing runs nothing of what was to be sent.
    if (messagesBefore === 0) return failure('usb-asked-nothing', 'its first message')
    return this.#asked > 0 && this.#found === 0
      ? failure('usb-files-missing', `${this.#asked} files`)
      : { kind: 'done' }
  }

  async #nextMessage(): Promise<RpibootMessage | RpibootFailure> {
    const { device, signal, silence = defaultSilence } = this.#options
    for (let time = 0; time < silence.times; time += 1) {
      if (signal.aborted) return failure('usb-left', 'the station ended')
      const received = await receive(device, messageLength, silence.timeout)
      if (received.kind === 'ok') return decodeMessage(received.value)
      if (received.reason !== 'timeout') return messageFailure(received)
    }
    return failure('usb-silent', `${(silence.timeout * silence.times) / 1_000} s`)
  }

  async #answer(message: Exclude<RpibootMessage, { kind: 'done' | 'garbled' }>): Promise<Sent> {
    const { device } = this.#options
    if (message.kind === 'metadata') {
      this.#options.onMetadata(message.property, message.value)
      return announce(device, 0, message.property)
    }
    const file = await this.#fileOf(message.name)
    if (file === 'unreadable') return failure('usb-file-unreadable', message.name)
    if (file === null) return announce(device, 0, message.name)
    if (file.size > largestFile) return failure('usb-file-too-large', message.name)
    return message.kind === 'size'
      ? announce(device, file.size, message.name)
      : this.#send(message.name, file)
  }

  async #send(name: string, file: OpenFile): Promise<Sent> {
    const { device, onFile, onReading } = this.#options
    onReading(name)
    const sent = await sendBytes(
      device,
      { length: file.size, pieceAt: (offset, length) => readPiece(file, offset, length) },
      name,
    )
    if (sent.kind === 'ok') onFile(name, 'sent')
    return sent
  }

  /** Opens it, or takes the one that is open: the boot code asks for the size first and for the bytes then. */
  async #fileOf(name: string): Promise<OpenFile | null | 'unreadable'> {
    if (this.#open?.name === name) return this.#open.file
    await this.close()
    this.#asked += 1
    if (nameRefusal(name) !== null) return this.#answerNothing(name, 'refused')
    try {
      const file = await this.#options.files.open(name)
      if (file === null) return this.#answerNothing(name, 'missing')
      this.#found += 1
      this.#open = { name, file }
      return file
    } catch {
      // Whatever the disk says, the failure names the file.
      return 'unreadable'
    }
  }

  #answerNothing(name: string, answer: 'missing' | 'refused'): null {
    this.#options.onFile(name, answer)
    return null
  }
}

/** An error of the disk becomes a piece without bytes, which ends the boot with a reason. */
async function readPiece(file: OpenFile, offset: number, length: number): Promise<Uint8Array> {
  try {
    const piece = await file.read(offset, length)
    return piece.length === length ? piece : new Uint8Array(0)
  } catch {
    return new Uint8Array(0)
  }
}

function messageFailure(failed: Exclude<UsbTransfer<unknown>, { kind: 'ok' }>): RpibootFailure {
  return failed.reason === 'gone'
    ? failure('usb-left-early', failed.detail)
    : transferFailure('waiting for its next question', failed)
}
