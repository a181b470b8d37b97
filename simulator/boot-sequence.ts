import { type BoardIdentity, serialPrefix } from './board-model.ts'
import { type BootConfig, readBootConfig } from './boot-config.ts'
import { fileInLastArchive } from './initramfs.ts'
import type { BootFile } from './tftp-download.ts'

/** Where boot files come from. */
export interface BootFileSource {
  /** Asks whether the file is there and how long it is, without reading it. */
  probe(name: string): Promise<boolean>
  /** Reads the file; undefined when the server says that it has none of this name. */
  read(name: string): Promise<BootFile | undefined>
}

/** Thrown when the files do not make a boot: the board then goes on to its next boot mode. */
export class BootFailure extends Error {}

/** Everything that is in memory when the kernel starts. */
export interface LoadedKernel {
  readonly kernelName: string
  readonly kernelBytes: number
  readonly initramfsBytes: number
  readonly commandLine: string
  /** The station's public key (PEM), if the initramfs holds one: our agent then trusts no other. */
  readonly publicKey?: string
}

const publicKeyPath = 'etc/bootbench/station.pub'

/**
 * Reads the boot files in the order in which this board asks for them.
 * @throws BootFailure when a file that it cannot do without is missing.
 */
export function loadKernel(identity: BoardIdentity, files: BootFileSource): Promise<LoadedKernel> {
  switch (identity.model.generation) {
    case 'bcm2710':
      return loadThroughRom(identity, files)
    case 'bcm2711':
      return loadThroughStart4(identity, files)
    case 'bcm2712':
      return loadThroughEeprom(identity, files)
  }
}

/** Pi 3: the ROM reads bootcode.bin, which reads start.elf, which reads the rest (scheiber-sa/cmprovisiondocker README). */
async function loadThroughRom(
  identity: BoardIdentity,
  files: BootFileSource,
): Promise<LoadedKernel> {
  await readNeeded(files, 'bootcode.bin')
  await files.read('bootsig.bin')
  const folder = `${serialPrefix(identity)}/`
  const prefix = (await files.probe(`${folder}start.elf`)) ? folder : ''
  for (const name of ['autoboot.txt', 'config.txt', 'recovery.elf']) await files.read(prefix + name)
  await readNeeded(files, `${prefix}start.elf`)
  await readNeeded(files, `${prefix}fixup.dat`)
  return loadThroughStartElf(identity, files, prefix, 'armstub8.bin')
}

/** Pi 4 family. The order is that of a Compute Module 4's log (scheiber-sa/cmprovisiondocker README). */
async function loadThroughStart4(
  identity: BoardIdentity,
  files: BootFileSource,
): Promise<LoadedKernel> {
  const folder = `${serialPrefix(identity)}/`
  const own =
    (await files.probe(`${folder}start4.elf`)) || (await files.probe(`${folder}start.elf`))
  const prefix = own ? folder : ''
  for (const name of ['config.txt', 'pieeprom.sig', 'recover4.elf', 'recovery.elf']) {
    await files.read(prefix + name)
  }
  await readNeeded(files, `${prefix}start4.elf`)
  await readNeeded(files, `${prefix}fixup4.dat`)
  return loadThroughStartElf(identity, files, prefix, 'armstub8-32-gic.bin')
}

/** The second half, done by start.elf or start4.elf, which begins by reading config.txt once more. */
async function loadThroughStartElf(
  identity: BoardIdentity,
  files: BootFileSource,
  prefix: string,
  stub: string,
): Promise<LoadedKernel> {
  const config = readBootConfig(text(await files.read(`${prefix}config.txt`)), identity)
  for (const name of ['dt-blob.bin', 'bootcfg.txt']) await files.read(prefix + name)
  const initramfs = await readInitramfs(files, prefix, config)
  await files.read(prefix + (config.deviceTree ?? identity.model.deviceTree))
  await readOverlays(files, prefix, config)
  const commandLine = text(await files.read(prefix + config.cmdline))
  const kernel = await readKernel(files, prefix, config, startElfKernels)
  await files.read(prefix + stub)
  return { ...kernel, ...initramfs, commandLine: commandLine.trim() }
}

/** Pi 5 family: no start.elf; the EEPROM itself reads everything. What is known of the order is in pi-netboot facts. */
async function loadThroughEeprom(
  identity: BoardIdentity,
  files: BootFileSource,
): Promise<LoadedKernel> {
  const folder = `${serialPrefix(identity)}/`
  const own = await files.read(`${folder}config.txt`)
  const prefix = own === undefined ? '' : folder
  const configText = own ?? (await readNeeded(files, 'config.txt'))
  const config = readBootConfig(text(configText), identity)
  const deviceTree = prefix + (config.deviceTree ?? identity.model.deviceTree)
  if (config.osCheck) await readNeeded(files, deviceTree)
  else await files.read(deviceTree)
  await files.read(`${prefix}overlays/bcm2712d0.dtbo`)
  await readOverlays(files, prefix, config)
  const commandLine = text(await files.read(prefix + config.cmdline))
  const initramfs = await readInitramfs(files, prefix, config)
  const kernel = await readKernel(files, prefix, config, ['kernel_2712.img', 'kernel8.img'])
  await files.probe(`${prefix}armstub8-2712.bin`)
  return { ...kernel, ...initramfs, commandLine: commandLine.trim() }
}

/** What start.elf tries, one after the other, when config.txt names no kernel. */
const startElfKernels = [
  'recovery8.img',
  'recovery8-32.img',
  'recovery7l.img',
  'recovery7.img',
  'recovery.img',
  'kernel8.img',
  'kernel8-32.img',
  'kernel7l.img',
  'kernel7.img',
  'kernel.img',
]

async function readKernel(
  files: BootFileSource,
  prefix: string,
  config: BootConfig,
  guesses: readonly string[],
): Promise<{ kernelName: string; kernelBytes: number }> {
  for (const name of config.kernel === undefined ? guesses : [config.kernel]) {
    const kernel = await files.read(prefix + name)
    if (kernel !== undefined) return { kernelName: name, kernelBytes: kernel.length }
  }
  throw new BootFailure(`the server has no kernel (${config.kernel ?? guesses.join(', ')})`)
}

async function readInitramfs(
  files: BootFileSource,
  prefix: string,
  config: BootConfig,
): Promise<Pick<LoadedKernel, 'initramfsBytes' | 'publicKey'>> {
  let initramfsBytes = 0
  let key: Uint8Array | undefined
  for (const name of config.initramfs) {
    const file = await readNeeded(files, prefix + name)
    initramfsBytes += file.length
    key = fileInLastArchive(file.tail, publicKeyPath) ?? key
  }
  if (key === undefined) return { initramfsBytes }
  return { initramfsBytes, publicKey: new TextDecoder().decode(key) }
}

async function readOverlays(
  files: BootFileSource,
  prefix: string,
  config: BootConfig,
): Promise<void> {
  await files.read(`${prefix}overlays/overlay_map.dtb`)
  for (const name of config.overlays) await files.read(`${prefix}overlays/${name}.dtbo`)
}

async function readNeeded(files: BootFileSource, name: string): Promise<BootFile> {
  const file = await files.read(name)
  if (file === undefined) throw new BootFailure(`the server has no ${name}`)
  return file
}

function text(file: BootFile | undefined): string {
  return file === undefined ? '' : new TextDecoder('latin1').decode(file.head)
}
