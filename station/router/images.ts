import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import { fileNameOf, withoutSecrets } from '../images/http-source.ts'
import type { Station } from '../station.ts'
import { imageOf, refused } from './answers.ts'

export function createImagesRouter(station: Station) {
  const os = implement(contract.images)
  const { jobs, batch, images, imports, audit } = station
  return os.router({
    list: os.list.handler(() => images.list()),
    import: os.import.handler(({ input }) => {
      audit('import', input.path)
      const { path, name, bmapPath } = input
      return imports.start(
        {
          path,
          fileName: path,
          ...(name === undefined ? {} : { name }),
          ...(bmapPath === undefined ? {} : { bmapPath }),
        },
        () => undefined,
      )
    }),
    cancelImport: os.cancelImport.handler(({ input, errors }) => {
      if (imports.cancel(input.id)) return
      throw errors.NOT_FOUND({
        message: 'This import is not running any more.',
        data: { code: 'import-over' },
      })
    }),
    rename: os.rename.handler(async ({ input, errors }) => {
      imageOf(station, input.id, errors)
      const result = await images.rename(input.id, input.name)
      if (result.kind === 'refused') throw refused(errors, result)
      const image = imageOf(station, input.id, errors)
      station.changes.publish({ kind: 'imageChanged', image })
      return image
    }),
    remove: os.remove.handler(async ({ input, errors }) => {
      imageOf(station, input.id, errors)
      if (batch.usesImage(input.id)) {
        throw refused(errors, {
          kind: 'refused',
          code: 'image-in-use',
          message:
            'The batch that runs needs this image. Stop the batch or wait for its end, then remove the image.',
        })
      }
      if (jobs.usesImage(input.id)) {
        throw refused(errors, {
          kind: 'refused',
          code: 'image-in-use',
          message:
            'A job that has not ended needs this image. Cancel the job or wait for its end, then remove the image.',
        })
      }
      audit('remove-image', input.id)
      const result = await images.remove(input.id)
      if (result.kind === 'refused') throw refused(errors, result)
      station.changes.publish({ kind: 'imageRemoved', id: input.id })
    }),
    importUrl: os.importUrl.handler(({ input }) => {
      const url = new URL(input.url)
      const shownUrl = withoutSecrets(url)
      audit('import-url', shownUrl)
      return imports.startUrl({
        url: url.href,
        shownUrl,
        fileName: fileNameOf(url),
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.sha256 === null ? {} : { sha256: input.sha256 }),
      })
    }),
  })
}
