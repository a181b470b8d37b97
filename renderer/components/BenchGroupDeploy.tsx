import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import type { Image } from '../../contract/image.ts'
import { useGroupRun } from '../hooks/use-group-run.ts'
import { formatBytes } from '../logic/format.ts'
import {
  type GroupPlan,
  planStorageGroup,
  signatureOf,
  storageKindsOf,
} from '../logic/group-plan.ts'
import { likelyImage } from '../logic/image-fit.ts'
import { closeDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { clearSelection } from '../stores/selection.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { Notice } from '../ui/Notice.tsx'
import { GroupRunView, LeftOutList, TargetList } from './BenchGroupLists.tsx'
import { BenchImageChoice } from './BenchImageChoice.tsx'
import { BenchKindChoice, storageReasons } from './BenchKindChoice.tsx'
import { useMembers } from './BenchSelection.tsx'

/** What a person confirmed: exactly these boards, storages and this image, and how many they were. */
type Confirmed = { readonly signature: string; readonly count: number }

/** Deploys one image to the only storage of one kind of each chosen board, after a confirmation of exactly those. */
export function BenchGroupDeploy({ boardIds }: { readonly boardIds: readonly string[] }) {
  const members = useMembers(boardIds)
  const images = useMirror((mirror) => mirror.images)
  const kinds = storageKindsOf(members.map(({ board }) => board))
  const [imageId, setImageId] = useState(
    () => likelyImage(images, useMirror.getState().jobs.values())?.id ?? null,
  )
  const [chosenKind, setKind] = useState(kinds[0] ?? null)
  const image = images.get(imageId ?? '') ?? null
  const kind = chosenKind ?? kinds[0] ?? 'emmc'
  const plan = planStorageGroup('deploy', members, kind, image, storageReasons)
  const { run, start } = useGroupRun((count) => {
    toast.success(t('bench.didAll', { count }))
    clearSelection()
    closeDialog()
  })
  const count = plan.targets.length
  return (
    <Dialog title={t('bench.deployTitle', { count })} onClose={closeDialog} wide>
      {run.kind !== 'ended' && (
        <>
          <BenchImageChoice value={imageId} onChange={setImageId} />
          <BenchKindChoice
            label={t('deploy.chooseStorage')}
            hint={t('bench.storageKindHint')}
            kinds={kinds}
            value={kind}
            onChange={setKind}
          />
        </>
      )}
      {image && run.kind !== 'ended' ? (
        <Confirmation
          plan={plan}
          image={image}
          pending={run.kind === 'running'}
          onConfirm={() =>
            start(plan.targets, async (station, { board, storage }) => {
              if (!storage) return
              await station.jobs.deploy({
                boardId: board.id,
                imageId: image.id,
                targetPath: storage.path,
                targetSizeBytes: storage.sizeBytes,
              })
            })
          }
        />
      ) : (
        <DialogButtons>
          <Button onPress={closeDialog}>{t(image ? 'ui.close' : 'ui.cancel')}</Button>
        </DialogButtons>
      )}
      <GroupRunView run={run} />
    </Dialog>
  )
}

type ConfirmationProps = {
  readonly plan: GroupPlan
  readonly image: Image
  readonly pending: boolean
  readonly onConfirm: () => void
}

/** Names every storage that will be erased. The tick is for exactly this list: when it changes, the tick is gone. */
function Confirmation({ plan, image, pending, onConfirm }: ConfirmationProps) {
  const { targets, leftOut } = plan
  const [confirmed, setConfirmed] = useState<Confirmed | null>(null)
  const signature = `${image.id}\n${signatureOf(plan)}`
  const count = targets.length
  const holds = confirmed?.signature === signature
  const away = targets.filter(({ board }) => board.stage.kind !== 'ready').length
  const bytes = targets.reduce((sum, { storage }) => sum + (storage?.sizeBytes ?? 0), 0)
  return (
    <>
      {count > 0 && <TargetList targets={targets} />}
      <LeftOutList leftOut={leftOut} />
      {count > 0 && (
        <Notice tone="danger" icon={<TriangleAlert size={22} />}>
          <strong>{t('bench.eraseWarning', { count })}</strong>{' '}
          {t('bench.totalErased', { size: formatBytes(bytes) })}
          {away > 0 && <p>{t('bench.notReady', { count: away })}</p>}
          <Checkbox
            label={t('bench.eraseConfirm', { count })}
            isSelected={holds}
            isDisabled={pending}
            onChange={(yes) => setConfirmed(yes ? { signature, count } : null)}
          />
          {confirmed && !holds && !pending && (
            <p role="alert" className="font-semibold">
              {t('bench.changedSince', { before: confirmed.count, now: count })}
            </p>
          )}
        </Notice>
      )}
      <DialogButtons>
        <Button onPress={closeDialog}>{t('ui.cancel')}</Button>
        <Button
          look="danger"
          isDisabled={!holds && !pending}
          isPending={pending}
          onPress={onConfirm}
        >
          {t('bench.doDeploy', { count })}
        </Button>
      </DialogButtons>
    </>
  )
}
