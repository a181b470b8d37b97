/** A UDP socket as the DHCP server uses it. */
export type BenchDatagramPort = {
  send(bytes: Uint8Array, port: number, address: string): void
  onMessage(listener: (bytes: Uint8Array, source: { address: string; port: number }) => void): void
  close(): void
}
