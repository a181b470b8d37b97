import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { createAttachmentList } from './attachments/attachment-list.ts'
import { buildUsbFiles } from './build-usb-files.ts'

test('one target is fetched at a time, its progress is shown, and the end of the station ends it', async () => {
  const archive = zipSync({ 'usbboot-1/mass-storage-gadget64/bootfiles.bin': strToU8('tar') })
  const held: ServerResponse[] = []
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': archive.length })
    response.write(archive.subarray(0, 10))
    held.push(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const dataFolder = mkdtempSync(join(tmpdir(), 'bootbench-usb-files-'))
  const attachments = createAttachmentList()
  const files = buildUsbFiles({
    attachments,
    dataFolder,
    origin: { archives: base, contents: base },
  })
  const wish = { target: 'mass-storage', release: null, sha256: null } as const
  const progress = async (received: number): Promise<void> => {
    for await (const { usbFetch } of attachments.follow(AbortSignal.timeout(10_000)))
      if (usbFetch?.receivedBytes === received) return
    throw new Error('the progress was not shown')
  }
  const first = files.fetch(wish)
  await progress(10)
  expect(await files.fetch(wish)).toMatchObject({ kind: 'refused', code: 'usb-fetch-running' })
  held[0]?.end(archive.subarray(10))
  expect(await first).toMatchObject({ kind: 'fetched', files: [{ name: 'bootfiles.bin' }] })
  expect(attachments.current().usbFetch).toBe(null)
  const second = files.fetch(wish)
  await progress(10)
  await files.stop()
  expect(await second).toMatchObject({ kind: 'refused', code: 'usb-fetch-failed' })
  server.close()
  rmSync(dataFolder, { recursive: true, force: true })
})
