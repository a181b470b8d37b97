import { Ban, Download, FolderOpen, HardDrive, LoaderCircle, Unplug, Upload } from 'lucide-react'
import { memo, type ReactNode, useId } from 'react'
import { type Board, boardLabel } from '../../contract/board.ts'
import type { Drive } from '../../contract/drive.ts'
import { isOpen } from '../../contract/job.ts'
import { ask } from '../api/ask.ts'
import { useBoard } from '../hooks/use-board.ts'
import { reasonAgainst } from '../logic/board-actions.ts'
import { situationOf } from '../logic/board-situation.ts'
import { driveBoard } from '../logic/drive-board.ts'
import { formatBytes } from '../logic/format.ts'
import { useAttachments } from '../stores/attachments.ts'
import { openDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { hashOf } from '../stores/route.ts'
import { stationWords } from '../text/station-words.ts'
import { t } from '../text/translate.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Code } from '../ui/Code.tsx'
import { type Fact, Facts } from '../ui/Facts.tsx'
import { JobPanel } from './JobPanel.tsx'
import { Words } from './RefusalNotice.tsx'
import { SituationBadge } from './SituationBadge.tsx'

/** One card or drive of the station's computer: what it is, whether it can be used, and the job of the board that stands for it. */
export const DriveCard = memo(function DriveCard({ drive }: { readonly drive: Drive }) {
  const boardId = useMirror(({ boards }) => driveBoard(boards, drive)?.id ?? '')
  const board = useBoard(boardId)
  return (
    <DriveFrame label={drive.name} title={<DriveTitle drive={drive} />}>
      {drive.refusal === null ? (
        board && <DriveState board={board} />
      ) : (
        <Refused drive={drive} refusal={drive.refusal} />
      )}
      <DriveFacts drive={drive} />
      {board && <DriveWork board={board} name={drive.name} isRefused={drive.refusal !== null} />}
    </DriveFrame>
  )
})

/** A drive that was taken out in the middle of its job. */
export function UnpluggedDriveCard({ boardId }: { readonly boardId: string }) {
  const board = useBoard(boardId)
  if (!board) return null
  const label = board.model ?? boardLabel(board)
  return (
    <DriveFrame
      label={label}
      title={<TitleWords name={label} lead={board.serial ?? ''} board={board.id} />}
    >
      <div>
        <Badge tone="warning" icon={<Unplug size={16} />}>
          {t('drives.state.gone')}
        </Badge>
      </div>
      <DriveWork board={board} name={label} />
    </DriveFrame>
  )
}

type FrameProps = {
  readonly label: string
  readonly title: ReactNode
  readonly children: ReactNode
}

function DriveFrame({ label, title, children }: FrameProps) {
  return (
    <article
      aria-label={t('drives.card', { name: label })}
      className="flex min-w-0 flex-col gap-3 rounded-2xl border border-line bg-surface p-4 shadow-low"
    >
      <header className="flex items-start gap-3">
        <span className="flex h-11 min-w-11 shrink-0 items-center justify-center rounded-lg border-2 border-line-strong bg-sunken px-2">
          <HardDrive size={20} aria-hidden />
        </span>
        {title}
      </header>
      {children}
    </article>
  )
}

function DriveTitle({ drive }: { readonly drive: Drive }) {
  const { name, path, sizeBytes, boardId } = drive
  const lead = [sizeBytes > 0 && formatBytes(sizeBytes), path].filter(Boolean).join(' · ')
  return <TitleWords name={name} lead={lead} board={boardId} />
}

type TitleProps = { readonly name: string; readonly lead: string; readonly board: string | null }

function TitleWords({ name, lead, board }: TitleProps) {
  return (
    <div className="min-w-0 flex-1">
      <h3 className="truncate text-base font-bold sm:text-lg" title={name}>
        {board === null ? (
          name
        ) : (
          <a
            href={hashOf({ page: 'board', id: board })}
            className="underline-offset-4 hover:underline"
          >
            {name}
          </a>
        )}
      </h3>
      <p className="truncate text-sm text-ink-soft" title={lead}>
        {lead}
      </p>
    </div>
  )
}

/** Before its agent has registered for the first time nothing is said but that it starts. */
function DriveState({ board }: { readonly board: Board }) {
  const job = useMirror(({ newestJobs }) => newestJobs.get(board.id)) ?? null
  const situation = situationOf(board, job)
  return (
    <div>
      {situation === 'booting' || situation === 'silent' ? (
        <Badge tone="quiet" icon={<LoaderCircle size={16} />}>
          {t('drives.state.starting')}
        </Badge>
      ) : (
        <SituationBadge situation={situation} />
      )}
    </div>
  )
}

type RefusedProps = {
  readonly drive: Drive
  readonly refusal: NonNullable<Drive['refusal']>
}

function Refused({ drive, refusal }: RefusedProps) {
  const { code, message } = refusal
  const canUnmount = code === 'drive-mounted'
  return (
    <>
      <div>
        <Badge tone="warning" icon={canUnmount ? <FolderOpen size={16} /> : <Ban size={16} />}>
          {t(canUnmount ? 'drives.state.mounted' : 'drives.state.refused')}
        </Badge>
      </div>
      <p className="text-sm">
        <Words of={stationWords(code, message)} />
      </p>
      {canUnmount && (
        <Button
          icon={<FolderOpen size={18} />}
          onPress={() =>
            ask((station) => station.drives.unmount({ id: drive.id }), t('drives.unmounted'))
          }
        >
          {t('drives.unmount')}
        </Button>
      )}
    </>
  )
}

function DriveFacts({ drive }: { readonly drive: Drive }) {
  const { serial, usbPath, mountPoints } = drive
  const usbBoard = useAttachments(({ usbBoards }) => usbBoards.some(({ path }) => path === usbPath))
  const facts: readonly (Fact | false)[] = [
    serial !== '' && {
      term: t('drives.serial'),
      value: <Code>{serial}</Code>,
    },
    usbPath !== null && { term: t('drives.usbPort'), value: <Code>{usbPath}</Code> },
    mountPoints.length > 0 && {
      term: t('drives.mountedAt'),
      value: <Code>{mountPoints.join(', ')}</Code>,
    },
  ]
  const known = facts.filter((fact) => fact !== false)
  return (
    <div className="flex flex-col gap-1 text-sm">
      {known.length > 0 && <Facts facts={known} />}
      {usbBoard && usbPath !== null && <p>{t('drives.ofUsbBoard', { path: usbPath })}</p>}
    </div>
  )
}

type WorkProps = {
  readonly board: Board
  readonly name: string
  /** Only a job that waits is shown then. */
  readonly isRefused?: boolean
}

/** Its newest job, and the same two jobs that a board on the bench can be given. */
function DriveWork({ board, name, isRefused = false }: WorkProps) {
  const reasonId = useId()
  const { id } = board
  const job = useMirror(({ newestJobs }) => newestJobs.get(id)) ?? null
  const imageCount = useMirror(({ images }) => images.size)
  const context = { board, job, imageCount }
  const deploy = reasonAgainst('deploy', context)
  const backup = reasonAgainst('backup', context)
  const reasons = [...new Set([deploy, backup].filter((reason) => reason !== null))]
  const panel = job && <JobPanel job={job} board={board} imageCount={imageCount} />
  if (isRefused) return job && isOpen(job) ? panel : null
  return (
    <>
      {panel}
      <footer className="mt-auto flex flex-col gap-2">
        <p id={reasonId} className="text-sm text-ink-soft empty:hidden">
          {reasons.join(' ')}
        </p>
        <div className="grid grid-cols-2 gap-2">
          <Button
            look="primary"
            icon={<Download size={18} />}
            isDisabled={deploy !== null}
            aria-label={t('drives.deployTo', { name })}
            aria-describedby={reasonId}
            onPress={() => openDialog({ kind: 'deploy', boardId: id })}
          >
            {t('boards.deploy')}
          </Button>
          <Button
            icon={<Upload size={18} />}
            isDisabled={backup !== null}
            aria-label={t('drives.backupOf', { name })}
            aria-describedby={reasonId}
            onPress={() => openDialog({ kind: 'backup', boardId: id })}
          >
            {t('boards.backup')}
          </Button>
        </div>
      </footer>
    </>
  )
}
