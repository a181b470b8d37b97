import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isOpen, type Job } from '../../contract/job.ts'
import { sendFile } from '../protocols/http/send-file.ts'
import { type BoardExchange, type Exchange, refuse } from './exchange.ts'
import type { Jobs } from './jobs.ts'

/** The files of an image that a board may read: docs/image-format.md. */
export type ImageFileName = 'manifest.json' | 'manifest.sig' | 'index.txt' | 'frames.zst'

/** What these routes need of the image library. */
export type ImageSource = {
  get(id: string): { readonly rawSize: number } | undefined
  openFile(
    id: string,
    name: ImageFileName,
  ):
    | { path: string; size: number }
    | undefined
    | Promise<{ path: string; size: number } | undefined>
  rawStream(id: string): Readable
}

export type ImageRoutes = {
  /** A file of an image, for a board with an open job that writes it. */
  file(exchange: BoardExchange): Promise<void>
  /** The whole raw image as one stream, for such a board. */
  raw(exchange: BoardExchange): Promise<void>
  /** The same for the holder of a link of compatibility mode. */
  rawByGrant(exchange: Exchange, job: Job): Promise<void>
}

export function createImageRoutes(options: {
  readonly jobs: Jobs
  readonly images: ImageSource
  readonly onSent: (job: Job, bytes: number) => void
}): ImageRoutes {
  const { jobs, images } = options

  const mayRead = (exchange: BoardExchange, imageId: string): boolean => {
    const job = jobs.openJobOf(exchange.board.id)
    if (job?.kind === 'deploy' && job.imageId === imageId) return true
    refuse(
      exchange,
      403,
      'image-not-yours',
      'This board has no job with this image. Ask for work again.',
    )
    return false
  }

  const sendRaw = async (exchange: Exchange, imageId: string): Promise<number> => {
    const image = images.get(imageId)
    if (image === undefined) {
      refuse(exchange, 404, 'image-missing', 'This image is not in the library any more.')
      return 0
    }
    exchange.response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': image.rawSize,
    })
    if (exchange.request.method === 'HEAD') {
      exchange.response.end()
      return 0
    }
    await pipeline(images.rawStream(imageId), exchange.response)
    return image.rawSize
  }

  return {
    file: async (exchange) => {
      const [imageId = '', name = ''] = exchange.parameters
      if (!mayRead(exchange, imageId)) return
      const file = await images.openFile(imageId, name as ImageFileName)
      if (file === undefined) {
        return refuse(exchange, 404, 'image-missing', 'This image is not in the library any more.')
      }
      await sendFile(exchange.request, exchange.response, file)
    },
    raw: async (exchange) => {
      const [imageId = ''] = exchange.parameters
      if (mayRead(exchange, imageId)) await sendRaw(exchange, imageId)
    },
    rawByGrant: async (exchange, job) => {
      if (!isOpen(job) || job.imageId !== exchange.parameters[0]) {
        return refuse(
          exchange,
          403,
          'grant-over',
          'This link was for a job that has ended. Ask for work again.',
        )
      }
      const sent = await sendRaw(exchange, job.imageId)
      if (sent > 0) options.onSent(job, sent)
    },
  }
}
