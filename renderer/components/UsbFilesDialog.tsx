import { CircleCheck } from 'lucide-react'
import { useState } from 'react'
import type { UsbBootTarget } from '../../contract/usb-board.ts'
import {
  type FetchedUsbFiles,
  knownUsbbootRelease,
  usbFilesWishSchema,
} from '../../contract/usb-files.ts'
import { useAsk } from '../hooks/use-ask.ts'
import { formatBytes, percentOf } from '../logic/format.ts'
import { useAttachments } from '../stores/attachments.ts'
import { closeDialog } from '../stores/dialog.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { CodeBlock } from '../ui/Code.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { Field } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Progress } from '../ui/Progress.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

/** Brings the boot files of a target from Raspberry Pi, and shows their hashes. A download goes on when the dialog is closed. */
export function UsbFilesDialog({ target }: { readonly target: UsbBootTarget }) {
  const [fetched, setFetched] = useState<FetchedUsbFiles | null>(null)
  return (
    <Dialog
      title={t('usb.fetch.title', { target: t(`usb.target.${target}`) })}
      onClose={closeDialog}
    >
      {fetched === null ? (
        <FetchForm target={target} onFetched={setFetched} />
      ) : (
        <FetchResult fetched={fetched} />
      )}
    </Dialog>
  )
}

type FetchFormProps = {
  readonly target: UsbBootTarget
  readonly onFetched: (fetched: FetchedUsbFiles) => void
}

function FetchForm({ target, onFetched }: FetchFormProps) {
  const [release, setRelease] = useState<string>(knownUsbbootRelease)
  const [sha256, setSha256] = useState('')
  const { pending, refusal, ask } = useAsk(() => undefined)
  const wish = { release: release.trim(), sha256: sha256.trim() || null }
  const isRelease = usbFilesWishSchema.shape.release.safeParse(wish.release).success
  const isHash = usbFilesWishSchema.shape.sha256.safeParse(wish.sha256).success
  return (
    <>
      <p>
        {target === 'recovery'
          ? t('usb.fetch.leadRecovery')
          : t('usb.fetch.lead', { target: t(`usb.target.${target}`) })}
      </p>
      <Field
        label={t('usb.fetch.release')}
        hint={t('usb.fetch.releaseHint')}
        error={isRelease ? null : t('usb.fetch.releaseWrong')}
        value={release}
        onChange={setRelease}
        isDisabled={pending}
        mono
      />
      <Field
        label={t('usb.fetch.sha256')}
        hint={t('usb.fetch.sha256Hint')}
        error={isHash ? null : t('usb.fetch.sha256Wrong')}
        value={sha256}
        onChange={setSha256}
        isDisabled={pending}
        mono
      />
      {pending && <FetchProgress />}
      <RefusalNotice reason={refusal} />
      <DialogButtons>
        <Button onPress={closeDialog}>{t(pending ? 'ui.close' : 'ui.cancel')}</Button>
        <Button
          look="primary"
          isDisabled={!isRelease || !isHash}
          isPending={pending}
          onPress={() =>
            ask(async (station) => onFetched(await station.usb.fetchFiles({ target, ...wish })))
          }
        >
          {t('usb.fetch.start')}
        </Button>
      </DialogButtons>
    </>
  )
}

function FetchProgress() {
  const { receivedBytes, totalBytes } = useAttachments(({ usbFetch }) => usbFetch) ?? nothingYet
  const received = formatBytes(receivedBytes)
  return (
    <Progress
      label={t('usb.fetch.progress')}
      percent={totalBytes > 0 ? percentOf(receivedBytes, totalBytes) : 0}
      // GitHub makes an archive while it sends it, and does not tell its size.
      {...(totalBytes > 0 ? {} : { note: t('usb.fetch.received', { received }) })}
    />
  )
}

const nothingYet = { receivedBytes: 0, totalBytes: 0 }

function FetchResult({ fetched }: { readonly fetched: FetchedUsbFiles }) {
  const named = fetched.archives.map(({ url, ...archive }) => ({ name: url, ...archive }))
  const lines = [...named, ...fetched.files].map(
    ({ name, size, sha256 }) => `${name} (${formatBytes(size)})\n${sha256}`,
  )
  return (
    <>
      <Notice tone="good" role="status" icon={<CircleCheck size={20} />}>
        {t('usb.fetch.done')}
      </Notice>
      <CodeBlock label={t('usb.fetch.hashes')} wrap>
        {lines.join('\n\n')}
      </CodeBlock>
      <DialogButtons>
        <Button look="primary" onPress={closeDialog}>
          {t('ui.close')}
        </Button>
      </DialogButtons>
    </>
  )
}
