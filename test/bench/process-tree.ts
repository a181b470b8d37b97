import { readdirSync, readFileSync } from 'node:fs'

/** What proc(5) tells of a process and all its children together. */
export type ProcessTreeFacts = {
  /** Seconds of processor time so far, with those of children that have ended and were waited for. */
  readonly processorSeconds: number
  /** Bytes in memory now. Pages that two processes share count twice. */
  readonly residentBytes: number
  /** The most bytes that were in memory at once since `forgetPeak`, summed over the processes. */
  readonly peakResidentBytes: number
}

const kibibyte = 1024
/** sysconf(_SC_CLK_TCK) is 100 on every Linux that Node runs on. */
const ticksPerSecond = 100

export function processTreeFacts(pid: number): ProcessTreeFacts {
  let [ticks, resident, peak] = [0, 0, 0]
  for (const member of processTree(pid)) {
    const status = readProcessFile(member, 'status')
    resident += kibibytesOf(status, 'VmRSS')
    peak += kibibytesOf(status, 'VmHWM')
    ticks += ticksOf(readProcessFile(member, 'stat'))
  }
  return {
    processorSeconds: ticks / ticksPerSecond,
    residentBytes: resident * kibibyte,
    peakResidentBytes: peak * kibibyte,
  }
}

/** The process and all below it. */
export function processTree(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const fields = fieldsOf(readProcessFile(Number(entry), 'stat'))
    parents.set(Number(entry), Number(fields[1]))
  }
  const members = [pid]
  for (const member of members) {
    for (const [child, parent] of parents) if (parent === member) members.push(child)
  }
  return members
}

/** Empty when the process has just ended. */
function readProcessFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'ENOENT' || code === 'ESRCH') return ''
    throw error
  }
}

/** The fields of proc(5) stat from the third on; the second may hold spaces. */
function fieldsOf(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** Fields 14 to 17: own time in user and kernel mode, and that of waited-for children. */
function ticksOf(stat: string): number {
  return fieldsOf(stat)
    .slice(11, 15)
    .reduce((sum, field) => sum + Number(field), 0)
}

function kibibytesOf(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
}
