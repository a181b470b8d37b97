import { createServer } from 'node:net'

/** A port that is free now; simulated boards must be told the ports of the station before it opens them. */
export function freePort(address: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const probe = createServer()
  probe.once('error', reject)
  probe.listen(0, address, () => {
    const bound = probe.address()
    probe.close(() => resolve(typeof bound === 'object' && bound !== null ? bound.port : 0))
  })
  return promise
}
