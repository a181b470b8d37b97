import type { BoardRegistry } from './boards/registry.ts'
import { createStuckWatch, type StuckWatch, type StuckWatchOptions } from './netboot/stuck-watch.ts'
import type { BenchKnowledge } from './network/bench-knowledge.ts'
import { bearerToken } from './provisioning/board-server.ts'
import type { Credentials } from './provisioning/credentials.ts'
import type { Jobs } from './provisioning/jobs.ts'
import { evidenceFor } from './traffic/evidence.ts'
import { createTraffic, type Traffic } from './traffic/traffic.ts'

/** Makes the recorder of the traffic; it knows boards by their addresses and by their session tokens. */
export function buildTraffic(parts: {
  readonly clock: () => number
  readonly boards: BoardRegistry
  readonly credentials: Credentials
}): Traffic {
  const { clock, boards, credentials } = parts
  return createTraffic({
    clock,
    findBoard: (clue) => {
      switch (clue.kind) {
        case 'mac':
          return boards.byMac(clue.mac)?.id ?? null
        case 'ip':
          return boards.byIp(clue.address)?.id ?? null
        case 'board':
          return clue.id
        case 'none':
          return null
      }
    },
    boardOfAuthorization: (header) => credentials.boardOfSession(bearerToken(header)),
  })
}

/** Makes the watch over boards that get stuck; the traffic that was recorded proves what it says. */
export function buildStuckWatch(parts: {
  readonly clock: () => number
  readonly boards: BoardRegistry
  readonly jobs: Jobs
  readonly traffic: Traffic
  readonly knowledge: () => BenchKnowledge
  readonly thresholds: StuckWatchOptions['thresholds']
}): StuckWatch {
  const { clock, boards, jobs, traffic, thresholds } = parts
  return createStuckWatch({
    registry: boards,
    clock,
    wantsAgent: (board) => board.netboot === 'agent' || jobs.openJobOf(board.id) !== undefined,
    spanningTree: () => parts.knowledge().spanningTree,
    evidence: ({ id }, { code, facts }) => {
      const records = traffic.remembered(code === 'spanning-tree' ? null : id)
      return evidenceFor(code, facts.fileName ?? null, id, records)
    },
    ...(thresholds === undefined ? {} : { thresholds }),
  })
}
