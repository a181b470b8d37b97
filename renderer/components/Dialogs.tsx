import { boardLabel } from '../../contract/board.ts'
import { assertNever } from '../../contract/errors.ts'
import { isOpen, type Job } from '../../contract/job.ts'
import { useFocusBack } from '../hooks/use-focus-back.ts'
import { formatBytes } from '../logic/format.ts'
import { closeDialog, type OpenDialog, useDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { t } from '../text/translate.ts'
import { BackupDialog } from './BackupDialog.tsx'
import { BatchDialog } from './BatchDialog.tsx'
import { BenchGroupDialog } from './BenchGroupDialog.tsx'
import { ConfirmDialog } from './ConfirmDialog.tsx'
import { ConsoleLoginDialog } from './ConsoleLoginDialog.tsx'
import { ConsoleSearchDialog } from './ConsoleSearchDialog.tsx'
import { ConsoleSendDialog } from './ConsoleSendDialog.tsx'
import { DeployDialog } from './DeployDialog.tsx'
import { DoctorDialog } from './DoctorDialog.tsx'
import { LogDialog } from './LogDialog.tsx'
import { PowerDialog } from './PowerDialog.tsx'
import { RetryDialog } from './RetryDialog.tsx'
import { ServingDialog } from './ServingDialog.tsx'
import { ServingStopDialog } from './ServingStopDialog.tsx'
import { UsbEepromDialog } from './UsbEepromDialog.tsx'
import { UsbFilesDialog } from './UsbFilesDialog.tsx'

/** The dialog that is open, if any. */
export function Dialogs() {
  const dialog = useDialog((state) => state.dialog)
  useFocusBack(dialog)
  return dialog && <DialogOf dialog={dialog} />
}

function DialogOf({ dialog }: { readonly dialog: OpenDialog }) {
  switch (dialog.kind) {
    case 'deploy':
      return <DeployDialog boardId={dialog.boardId} />
    case 'retry':
      return <RetryDialog boardId={dialog.boardId} job={dialog.job} />
    case 'backup':
      return <BackupDialog boardId={dialog.boardId} />
    case 'log':
      return <LogDialog job={dialog.job} />
    case 'cancel':
      return <CancelDialog job={dialog.job} />
    case 'forget':
      return <ForgetDialog boardId={dialog.boardId} />
    case 'remove-image':
      return <RemoveImageDialog imageId={dialog.imageId} />
    case 'group':
      return <BenchGroupDialog action={dialog.action} boardIds={dialog.boardIds} />
    case 'batch':
      return <BatchDialog />
    case 'start-serving':
      return <ServingDialog />
    case 'stop-serving':
      return <ServingStopDialog />
    case 'console-send':
      return <ConsoleSendDialog ids={dialog.ids} pasted={dialog.pasted} />
    case 'console-login':
      return <ConsoleLoginDialog ids={dialog.ids} />
    case 'console-search':
      return <ConsoleSearchDialog id={dialog.id} />
    case 'power':
      return <PowerDialog {...dialog} />
    case 'usb-eeprom':
      return <UsbEepromDialog path={dialog.path} />
    case 'usb-files':
      return <UsbFilesDialog target={dialog.target} />
    case 'doctor':
      return <DoctorDialog checkupId={dialog.checkupId} deed={dialog.deed} />
    default:
      return assertNever(dialog)
  }
}

function CancelDialog({ job }: { readonly job: Job }) {
  const now = useMirror(({ jobs }) => jobs.get(job.id))
  return (
    <ConfirmDialog
      title={t('jobs.cancelTitle', { label: job.boardLabel })}
      body={job.kind === 'deploy' ? t('jobs.cancelBody') : t('jobs.cancelBodyBackup')}
      confirm={t('jobs.cancel')}
      leave={t('jobs.keep')}
      reason={now && isOpen(now) ? null : t('reasons.jobEnded')}
      request={(station) => station.jobs.cancel({ id: job.id })}
      onClose={closeDialog}
    />
  )
}

function ForgetDialog({ boardId }: { readonly boardId: string }) {
  const board = useMirror(({ boards }) => boards.get(boardId))
  return (
    board && (
      <ConfirmDialog
        title={t('boards.forgetTitle', { label: boardLabel(board) })}
        body={t('boards.forgetBody')}
        confirm={t('boards.forget')}
        request={(station) => station.boards.forget({ id: boardId })}
        onClose={closeDialog}
      />
    )
  )
}

function RemoveImageDialog({ imageId }: { readonly imageId: string }) {
  const image = useMirror(({ images }) => images.get(imageId))
  return (
    image && (
      <ConfirmDialog
        title={t('images.removeTitle', { name: image.name })}
        body={t('images.removeBody', { stored: formatBytes(image.framesSize) })}
        confirm={t('images.remove')}
        request={(station) => station.images.remove({ id: imageId })}
        onClose={closeDialog}
      />
    )
  )
}
