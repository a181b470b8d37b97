import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { batchCountdownSeconds } from '../../contract/batch.ts'
import { storageSchema } from '../../contract/board.ts'
import { useAsk } from '../hooks/use-ask.ts'
import { storageKindsOf } from '../logic/group-plan.ts'
import { likelyImage } from '../logic/image-fit.ts'
import { closeDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { Field } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { BenchImageChoice } from './BenchImageChoice.tsx'
import { BenchKindChoice } from './BenchKindChoice.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

const kinds = storageSchema.shape.kind.options
const most = 1000

/** Arms one image for the next boards that appear, after a confirmation of exactly that image, storage and number. */
export function BatchDialog() {
  const images = useMirror((mirror) => mirror.images)
  const [imageId, setImageId] = useState(
    () => likelyImage(images, useMirror.getState().jobs.values())?.id ?? null,
  )
  const [kind, setKind] = useState(
    () => storageKindsOf([...useMirror.getState().benchBoards.values()])[0] ?? 'emmc',
  )
  const [text, setText] = useState('10')
  const [confirmed, setConfirmed] = useState<string | null>(null)
  const { pending, refusal, ask } = useAsk(closeDialog)
  const count = countIn(text)
  const image = images.get(imageId ?? '') ?? null
  const wish = `${image?.id} ${kind} ${count}`
  const holds = confirmed === wish
  return (
    <Dialog title={t('batch.title')} onClose={closeDialog}>
      <p>{t('batch.what', { seconds: batchCountdownSeconds })}</p>
      <p className="text-ink-soft">{t('batch.notThese')}</p>
      <BenchImageChoice value={imageId} onChange={setImageId} />
      <Field
        label={t('batch.count')}
        value={text}
        onChange={setText}
        hint={count === null ? t('batch.countWrong') : t('batch.countHint')}
      />
      <BenchKindChoice
        label={t('batch.storage')}
        hint={t('batch.storageHint')}
        kinds={kinds}
        value={kind}
        onChange={setKind}
      />
      {image && count !== null && (
        <Notice tone="danger" icon={<TriangleAlert size={22} />}>
          <Checkbox
            label={t('batch.confirm', { count, kind: t(`boards.storageKind.${kind}`) })}
            isSelected={holds}
            onChange={(yes) => setConfirmed(yes ? wish : null)}
          />
          {confirmed !== null && !holds && <p role="alert">{t('batch.changed')}</p>}
        </Notice>
      )}
      <RefusalNotice reason={refusal} />
      <DialogButtons>
        <Button onPress={closeDialog}>{t('ui.cancel')}</Button>
        <Button
          look="danger"
          isDisabled={!holds || !image || count === null}
          isPending={pending}
          onPress={() => {
            if (image && count !== null)
              ask((station) => station.batch.start({ imageId: image.id, count, storageKind: kind }))
          }}
        >
          {t('batch.start', { count: count ?? 0 })}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}

function countIn(text: string): number | null {
  const count = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0
  return count >= 1 && count <= most ? count : null
}
