import { type FileHandle, open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readByteRange } from './byte-range.ts'
import { createFileBlocks, type FileBlock, type FileBlocks } from './file-blocks.ts'

/**
 * Blocks shared by all answers of this process: 20 MiB. Measured: blocks of half a MiB and more, in memory that is used again, take
 * about half the processor time of a read stream, and a block that is there already takes a quarter (docs/benchmarks.md).
 */
const sharedBlocks = createFileBlocks(512 * 1024, 40)
/** What an answer reads by itself: small files, and everything while all shared blocks are in use. */
const ownPieceSize = 128 * 1024

/** A part of an open file; `end` is exclusive. */
type Part = {
  readonly file: FileHandle
  readonly identity: string
  readonly start: number
  readonly end: number
}

/**
 * Serves a file of known size, whole or by one byte range, for GET and HEAD. A client that goes away ends the reading with an error, and
 * so does a file that is shorter than `size`. Returns the number of body bytes that were sent.
 */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: { readonly path: string; readonly size: number },
  contentType = 'application/octet-stream',
  blocks: FileBlocks = sharedBlocks,
): Promise<number> {
  const range = readByteRange(request.headers.range, file.size)
  if (range.kind === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${file.size}`, 'content-length': 0 }).end()
    return 0
  }
  const [start, end] = range.kind === 'part' ? [range.start, range.end] : [0, file.size]
  const headers = {
    'content-type': contentType,
    'content-length': end - start,
    'accept-ranges': 'bytes',
    ...(range.kind === 'part' ? { 'content-range': `bytes ${start}-${end - 1}/${file.size}` } : {}),
  }
  const status = range.kind === 'part' ? 206 : 200
  if (request.method === 'HEAD' || end === start) {
    response.writeHead(status, headers).end()
    return 0
  }
  const handle = await open(file.path, 'r')
  try {
    const { dev, ino, mtimeMs, size } = await handle.stat()
    const identity = `${dev} ${ino} ${mtimeMs} ${size}`
    response.writeHead(status, headers)
    await sendPart(request, response, { file: handle, identity, start, end }, blocks)
    response.end()
  } finally {
    await handle.close()
  }
  return end - start
}

async function sendPart(
  request: IncomingMessage,
  response: ServerResponse,
  part: Part,
  blocks: FileBlocks,
): Promise<void> {
  // An answer that waits for an earlier one of its connection is not told when the client goes away: only the socket knows.
  const gone = new AbortController()
  const onClose = (): void => gone.abort()
  request.socket.once('close', onClose)
  const write = (bytes: Buffer): Promise<void> => written(response, bytes, gone.signal)
  try {
    if (request.socket.destroyed) throw new Error(clientGone)
    const isSmall = part.end - part.start <= ownPieceSize
    if (isSmall) await sendOwnPieces(part, write)
    else await sendBlocks(part, blocks, write)
  } finally {
    request.socket.off('close', onClose)
  }
}

type Write = (bytes: Buffer) => Promise<void>

/** While one block is being written the next one is read. */
async function sendBlocks(part: Part, blocks: FileBlocks, write: Write): Promise<void> {
  const { blockSize } = blocks
  const last = Math.floor((part.end - 1) / blockSize)
  const take = (number: number): Promise<FileBlock | undefined> =>
    number > last ? Promise.resolve(undefined) : blocks.take(part.file, part.identity, number)
  let number = Math.floor(part.start / blockSize)
  let next = take(number)
  for (; number <= last; number += 1) {
    const block = await next
    next = take(number + 1)
    next.catch(() => undefined) // it is thrown when its turn comes; until then nobody waits for it
    const inBlock = {
      ...part,
      start: Math.max(part.start, number * blockSize),
      end: Math.min(part.end, (number + 1) * blockSize),
    }
    try {
      await sendBlock(inBlock, block, number * blockSize, write)
    } catch (error) {
      await next.then(release, () => undefined) // the first error tells
      throw error
    } finally {
      release(block)
    }
  }
}

function release(block: FileBlock | undefined): void {
  block?.release()
}

function sendBlock(
  part: Part,
  block: FileBlock | undefined,
  blockStart: number,
  write: Write,
): Promise<void> {
  if (block === undefined) return sendOwnPieces(part, write)
  const bytes = block.bytes.subarray(part.start - blockStart, part.end - blockStart)
  return bytes.length === part.end - part.start ? write(bytes) : Promise.reject(new Error(tooShort))
}

async function sendOwnPieces({ file, start, end }: Part, write: Write): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(ownPieceSize, end - start))
  for (let position = start; position < end; ) {
    const wanted = Math.min(buffer.length, end - position)
    const { bytesRead } = await file.read(buffer, 0, wanted, position)
    if (bytesRead === 0) throw new Error(tooShort)
    await write(buffer.subarray(0, bytesRead))
    position += bytesRead
  }
}

const clientGone = 'the client went away'
const tooShort = 'the file is shorter than it was said to be'

/** Resolves when the system has taken the bytes, so that their memory may be used again. */
function written(response: ServerResponse, bytes: Buffer, gone: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onGone = (): void => reject(new Error(clientGone))
    gone.addEventListener('abort', onGone, { once: true })
    response.write(bytes, (error) => {
      gone.removeEventListener('abort', onGone)
      if (error) reject(error)
      else resolve()
    })
  })
}
