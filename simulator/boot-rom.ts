import type { BoardEvent, VanishStage } from './board-events.ts'
import type { BoardFaults } from './board-faults.ts'
import type { BoardIdentity, BootTimes, MachineIdentifierForm } from './board-model.ts'
import type { BoardNetwork, NetbootLease } from './board-network.ts'
import { type AgentParameters, readAgentParameters } from './boot-config.ts'
import { BootFailure, type BootFileSource, type LoadedKernel, loadKernel } from './boot-sequence.ts'
import { obtainLease } from './dhcp-client.ts'
import { type BootFile, downloadFile, probeFile, type TftpReaderOptions } from './tftp-download.ts'

export interface BootRomOptions {
  readonly identity: BoardIdentity
  readonly network: BoardNetwork
  readonly times: BootTimes
  readonly faults: BoardFaults
  readonly machineIdentifierForm: MachineIdentifierForm
  readonly random: () => number
  /** Aborted when the power goes. */
  readonly signal: AbortSignal
  readonly report: (event: BoardEvent) => void
}

export type NetworkBootResult =
  | { kind: 'kernel'; lease: NetbootLease; kernel: LoadedKernel; agent: AgentParameters }
  | { kind: 'failed'; reason: string }

/**
 * One try to boot from the network: an address, then every boot file in the board's own order.
 * @throws the signal's reason when the power goes; socket errors when the bench is not there.
 */
export async function bootFromNetwork(options: BootRomOptions): Promise<NetworkBootResult> {
  const { report, network, signal } = options
  const obtained = await obtainLease({
    ...options,
    onDiscover: (attempt) => report({ kind: 'discover', attempt }),
    onOffer: (offer) => report({ kind: 'offer', ...offer }),
  })
  if (obtained.kind === 'failed') return obtained
  const { lease } = obtained
  await network.configure(lease)
  signal.throwIfAborted()
  report({ kind: 'address', address: lease.address, server: lease.server })
  await vanishIf(options, 'address')
  try {
    const files = bootFileSource(options, lease)
    await readNeededFile(options.faults, files)
    const kernel = await loadKernel(options.identity, files)
    const { publicKey, ...told } = kernel
    report({ kind: 'kernel', ...told, hasPublicKey: publicKey !== undefined })
    return { kind: 'kernel', lease, kernel, agent: readAgentParameters(kernel.commandLine) }
  } catch (error) {
    if (error instanceof BootFailure) return { kind: 'failed', reason: error.message }
    throw error
  }
}

/** If the board's faults say so, it does nothing more at this stage, until its power goes. */
export async function vanishIf(
  options: Pick<BootRomOptions, 'faults' | 'signal' | 'report'>,
  stage: VanishStage,
): Promise<void> {
  if (options.faults.vanishAt === stage) await vanish(options, stage)
}

async function vanish(
  options: Pick<BootRomOptions, 'signal' | 'report'>,
  stage: VanishStage,
): Promise<never> {
  options.report({ kind: 'vanished', stage })
  return powerLoss(options.signal)
}

/** Waits until the power goes. @throws the signal's reason, always. */
export function powerLoss(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** Of the bootloaders before 2022-10 (rpi-eeprom release notes). */
const oldBlockSize = 1024

async function readNeededFile({ neededFile }: BoardFaults, files: BootFileSource): Promise<void> {
  if (neededFile === undefined || (await files.read(neededFile)) !== undefined) return
  throw new BootFailure(`the server has no ${neededFile}`)
}

function bootFileSource(options: BootRomOptions, lease: NetbootLease): BootFileSource {
  const { faults, identity, report } = options
  const reader: TftpReaderOptions = {
    ...options,
    lease,
    blockSize: faults.oldBootloader === true ? oldBlockSize : identity.model.blockSize,
    ...(faults.tftpBytesPerSecond === undefined
      ? {}
      : { bytesPerSecond: faults.tftpBytesPerSecond }),
    duplicateAcks: faults.duplicateAcks ?? false,
    isDeaf: faults.hearsNoFiles ?? false,
    ...(faults.stopsInFileAfter === undefined
      ? {}
      : { stopAfter: { bytes: faults.stopsInFileAfter, stop: () => vanish(options, 'transfer') } }),
  }

  async function probe(name: string): Promise<boolean> {
    const probed = await probeFile(reader, name)
    const bytes = probed.kind === 'found' ? (probed.size ?? 0) : 0
    report({
      kind: 'boot-file',
      name,
      result: probed.kind === 'found' ? 'probe' : probed.kind,
      bytes,
    })
    if (probed.kind === 'failed') throw new BootFailure(probed.reason)
    return probed.kind === 'found'
  }

  async function read(name: string): Promise<BootFile | undefined> {
    // The EEPROM bootloaders look first and ask again; the ROM of a Pi 3 just reads.
    if (identity.model.generation !== 'bcm2710' && !(await probe(name))) return undefined
    const downloaded = await downloadFile(reader, name)
    const details = downloaded.kind === 'read' ? downloaded.file : { length: 0 }
    report({
      kind: 'boot-file',
      name,
      result: downloaded.kind,
      bytes: details.length,
      ...('crc32' in details ? { crc32: details.crc32 } : {}),
    })
    if (downloaded.kind === 'failed') throw new BootFailure(downloaded.reason)
    await vanishIf(options, 'boot-files')
    return downloaded.kind === 'read' ? downloaded.file : undefined
  }

  return { probe, read }
}
