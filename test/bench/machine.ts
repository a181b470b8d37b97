import { readFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'

/** What a reader must know to judge the figures of one run. */
export type MachineFacts = {
  readonly date: string
  readonly processor: string
  readonly cores: number
  readonly memoryGibibytes: number
  readonly kernel: string
  readonly node: string
  readonly isVirtual: boolean
  /** Of the last minute, when the run began: more than a fraction of the cores makes figures worse than they are. */
  readonly load: number
}

export function machineFacts(): MachineFacts {
  return {
    date: new Date().toISOString(),
    processor: `${cpus()[0]?.model.trim() ?? 'unknown'} (${arch()})`,
    cores: availableParallelism(),
    memoryGibibytes: Math.round(totalmem() / 1024 ** 3),
    kernel: release(),
    node: process.version,
    isVirtual: /^flags\s*:.*\bhypervisor\b/m.test(readFileSync('/proc/cpuinfo', 'latin1')),
    load: loadNow(),
  }
}

export function loadNow(): number {
  return Number((loadavg()[0] ?? 0).toFixed(2))
}

export function machineText(facts: MachineFacts): string {
  const kind = facts.isVirtual ? 'virtual machine' : 'computer'
  return [
    `${facts.date}: ${kind}, ${facts.cores} cores of ${facts.processor}, ${facts.memoryGibibytes} GiB,`,
    `Linux ${facts.kernel}, Node ${facts.node}, load ${facts.load} at the start`,
  ].join('\n')
}
