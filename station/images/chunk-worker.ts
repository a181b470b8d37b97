import { parentPort, workerData } from 'node:worker_threads'
import { compressChunk } from './compress-chunk.ts'

const { level } = workerData as { level: number }

/** Compresses and hashes one chunk after the other for `ChunkPool`. */
parentPort?.on('message', (bytes: Uint8Array) => {
  const compressed = compressChunk(bytes, level)
  parentPort?.postMessage(compressed, [compressed.frame.buffer])
})
