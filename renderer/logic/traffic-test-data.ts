import type { TrafficEntry } from '../../contract/traffic.ts'

/** A recorded packet as the station would tell it, for tests only. */
export function trafficEntry(id: number, changes: Partial<TrafficEntry> = {}): TrafficEntry {
  return {
    id,
    at: 1_700_000_000_000 + id,
    protocol: 'dhcp',
    direction: 'received',
    peer: 'dc:a6:32:01:02:03',
    boardId: 'board-1',
    summary: 'DISCOVER',
    lengthBytes: 320,
    ...changes,
  }
}
