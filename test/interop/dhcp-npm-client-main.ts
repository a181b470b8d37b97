/** Entry: asks for a lease with the npm package `dhcp` and writes what it got as one JSON line. */
import { createRequire } from 'node:module'

interface NpmClient {
  on(event: 'bound', listener: (lease: Record<string, unknown>) => void): void
  on(event: 'listening', listener: () => void): void
  listen(): void
  sendDiscover(): void
  close(): void
}

const require = createRequire(import.meta.url)
const { createClient }: { createClient: (options: object) => NpmClient } = require('dhcp')

const client = createClient({ mac: process.argv[2] })
client.on('bound', (lease) => {
  process.stdout.write(`${JSON.stringify(lease)}\n`)
  client.close()
})
client.on('listening', () => client.sendDiscover())
client.listen()
