import type { Server } from 'node:http'
import type { BoardRegistry } from './boards/registry.ts'
import { handleDhcpEvent } from './dhcp-events.ts'
import type { Netboot } from './netboot/netboot.ts'
import type { StuckWatch } from './netboot/stuck-watch.ts'
import { spanningTreeWords } from './network/spanning-tree.ts'
import type { LeaseStore } from './protocols/dhcp/lease-table.ts'
import type { Agents } from './provisioning/agents.ts'
import { type ServingParts, serveBench } from './serving.ts'
import { createServingControl, type ServingControl } from './serving-control.ts'
import { spanningTreeObservation } from './traffic/spanning-tree-entry.ts'
import type { Traffic } from './traffic/traffic.ts'
import type { Warnings } from './warnings.ts'

/** What answers boards while they are served. */
type AnsweringParts = {
  readonly netboot: Netboot
  readonly boardServer: Server
  readonly boards: BoardRegistry
  readonly agents: Agents
  readonly traffic: Traffic
  readonly stuckWatch: StuckWatch
}

/** Joins the bench with the parts that answer boards, and with those that hear of it: warnings, traffic, the watch over stuck boards. */
export function buildServing(options: {
  readonly parts: () => AnsweringParts
  readonly addressing: ServingParts['addressing']
  readonly uniqueLocalAddress: string
  readonly leaseStore: () => LeaseStore
  readonly warnings: Warnings
  readonly searchIntervalMs: number | undefined
  readonly onChanged: () => void
  readonly clock: () => number
  readonly log: (message: string) => void
}): ServingControl {
  const { parts, warnings, log, searchIntervalMs } = options
  const control: ServingControl = createServingControl({
    open: (bench) =>
      serveBench(bench, {
        ...servingParts(parts(), control, warnings, log),
        addressing: options.addressing,
        uniqueLocalAddress: options.uniqueLocalAddress,
        leaseStore: options.leaseStore(),
        ...(searchIntervalMs === undefined ? {} : { searchIntervalMs }),
        clock: options.clock,
        log,
      }),
    onClosing: () => {
      warnings.dismiss('spanning-tree')
      parts().agents.wakeAll()
    },
    onChanged: options.onChanged,
    log,
  })
  return control
}

type EventParts = Pick<
  ServingParts,
  | 'netboot'
  | 'boardServer'
  | 'boards'
  | 'tap'
  | 'onDhcpEvent'
  | 'onTftpEvent'
  | 'onForeignAnswer'
  | 'onWarning'
  | 'watchListeners'
>

function servingParts(
  { netboot, boardServer, boards, traffic, stuckWatch }: AnsweringParts,
  control: ServingControl,
  warnings: Warnings,
  log: (message: string) => void,
): EventParts {
  return {
    netboot,
    boardServer,
    boards: () => boards.list(),
    tap: traffic.tap,
    onForeignAnswer: traffic.foreignAnswer,
    onDhcpEvent: (event) => {
      stuckWatch.dhcpEvent(event)
      handleDhcpEvent(event, {
        addressGiven: netboot.addressGiven,
        foreignServer: control.endBecauseOf,
        warn: warnings.add,
      })
    },
    onTftpEvent: (event) => {
      traffic.tftpEvent(event)
      stuckWatch.tftpEvent(event)
      if (event.kind === 'failed')
        warnings.add(
          'tftp-failed',
          `The file server for boards has ended: ${event.message}. Start the station again.`,
        )
    },
    onWarning: warnings.add,
    watchListeners: {
      onForeignServer: control.endBecauseOf,
      onSpanningTree: (tree) => {
        const { what, next } = spanningTreeWords(tree)
        warnings.add('spanning-tree', `${what} ${next}`)
      },
      onBpdu: (bpdu) => traffic.record(spanningTreeObservation(bpdu)),
      onEnd: (refused) => control.endWith(refused),
      log,
    },
  }
}
