import { resolve } from 'node:path'
import type { Image, ImageImport } from '../../contract/image.ts'
import { type Command, CommandError, exitCodes, type Shell, UsageError } from '../command.ts'
import { findImage } from '../find-image.ts'
import { formatBytes, formatTable } from '../format.ts'
import { clientOptions, parseArguments } from '../parse-arguments.ts'
import { defaultStation, type StationClient, withStation } from '../station-client.ts'

export const imagesCommand: Command = {
  name: 'images',
  summary: 'list, import, rename or remove images',
  help: [
    'bootbench images [list] [--json] [--station URL]',
    'bootbench images import FILE [--name NAME] [--bmap FILE]',
    'bootbench images import URL [--name NAME] [--sha256 HEX]',
    'bootbench images rename IMAGE NAME',
    'bootbench images remove IMAGE',
    '',
    'FILE is a raw disk image, plain or as .xz, .gz, .bz2, .zst or .zip, on the computer of the station.',
    'URL is such a file on a web server (http:// or https://); the station downloads it.',
    'IMAGE is the name of an image or its id.',
  ].join('\n'),
  run: async (args, shell) => {
    const { values, positionals } = parseArguments({
      args: [...args],
      options: {
        ...clientOptions,
        name: { type: 'string' },
        bmap: { type: 'string' },
        sha256: { type: 'string' },
      },
      allowPositionals: true,
    })
    const [action = 'list', words, newName] = positionals
    return withStation(values.station ?? defaultStation, async (client) => {
      if (action === 'list') {
        const images = await client.images.list()
        shell.print(values.json === true ? JSON.stringify(images, null, 2) : describe(images))
        return exitCodes.done
      }
      if (words === undefined) throw new UsageError('Say which file or image.')
      if (action === 'import') {
        const begun = await beginImport(client, words, values)
        const ended = await followImport(client, begun.id, shell)
        if (values.json === true) shell.print(JSON.stringify(ended, null, 2))
        return exitCodes.done
      }
      const image = findImage(await client.images.list(), words)
      if (action === 'rename') {
        if (newName === undefined) throw new UsageError('Say the new name.')
        await client.images.rename({ id: image.id, name: newName })
      } else if (action === 'remove') {
        await client.images.remove({ id: image.id })
      } else {
        throw new UsageError(`There is no action "${action}" for images.`)
      }
      return exitCodes.done
    })
  },
}

type ImportOptions = {
  readonly name?: string | undefined
  readonly bmap?: string | undefined
  readonly sha256?: string | undefined
}

function beginImport(
  client: StationClient,
  words: string,
  { name, bmap, sha256 }: ImportOptions,
): Promise<ImageImport> {
  const named = name === undefined ? {} : { name }
  if (/^https?:\/\//i.test(words)) {
    if (bmap !== undefined) throw new UsageError('--bmap goes with a file, not with a URL.')
    if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256))
      throw new UsageError('--sha256 must be 64 hexadecimal digits.')
    return client.images.importUrl({ url: words, sha256: sha256 ?? null, ...named })
  }
  if (sha256 !== undefined) throw new UsageError('--sha256 goes with a URL, not with a file.')
  return client.images.import({
    path: resolve(words),
    ...named,
    ...(bmap === undefined ? {} : { bmapPath: resolve(bmap) }),
  })
}

async function followImport(client: StationClient, id: string, shell: Shell): Promise<ImageImport> {
  for await (const event of await client.station.watch(undefined, { signal: shell.signal })) {
    const found =
      event.kind === 'snapshot'
        ? event.snapshot.imports.find((candidate) => candidate.id === id)
        : event.kind === 'importChanged' && event.import.id === id
          ? event.import
          : undefined
    if (found === undefined) continue
    const { state } = found
    switch (state.kind) {
      case 'running':
        shell.complain(
          `${found.fileName}: ${formatBytes(state.bytesRead)} of ${state.bytesTotal > 0 ? formatBytes(state.bytesTotal) : 'an unknown size'} ${state.phase === 'downloading' ? 'downloaded' : 'read'}`,
        )
        break
      case 'done':
        shell.complain(
          `${found.fileName}: ${state.alreadyThere ? 'was in the library already' : 'imported'} as ${state.imageId}`,
        )
        return found
      case 'refused':
        throw new CommandError(state.message)
      case 'cancelled':
        throw new CommandError('The import was cancelled.')
    }
  }
  throw new CommandError(
    'The import goes on at the station; "bootbench images" tells when it is there.',
  )
}

function describe(images: readonly Image[]): string {
  if (images.length === 0)
    return 'The library is empty. Import an image with "bootbench images import FILE".'
  return formatTable(
    ['IMAGE', 'SIZE', 'DATA', 'STORED', 'FROM', 'ID'],
    images.map((image) => [
      image.name,
      formatBytes(image.rawSize),
      formatBytes(image.dataBytes),
      formatBytes(image.framesSize),
      image.source.kind === 'import'
        ? image.source.fileName
        : `backup of ${image.source.boardSerial}`,
      image.id,
    ]),
  )
}
