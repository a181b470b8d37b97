import type { Image } from '../../contract/image.ts'
import { formatBytes } from '../logic/format.ts'
import { lastName } from '../logic/image-files.ts'
import { useMirror } from '../stores/mirror.ts'
import { hashOf } from '../stores/route.ts'
import { currentLanguage, t } from '../text/translate.ts'
import { Code } from '../ui/Code.tsx'
import { CopyText } from '../ui/CopyText.tsx'
import { type Fact, Facts } from '../ui/Facts.tsx'
import { When } from './Since.tsx'

/** Everything that is known about an image. */
export function ImageFacts({ image }: { readonly image: Image }) {
  return <Facts facts={[...sizeFacts(image), ...sourceFacts(image), ...identityFacts(image)]} />
}

function sizeFacts(image: Image): readonly Fact[] {
  const { rawSize, dataBytes, framesSize, chunkCount, operatingSystem } = image
  return [
    { term: t('images.system'), value: operatingSystem ?? t('images.systemUnknown') },
    {
      term: t('images.rawSize'),
      value: t('images.rawSizeHint', {
        size: formatBytes(rawSize),
        bytes: rawSize.toLocaleString(currentLanguage()),
      }),
    },
    {
      term: t('images.used'),
      value: t('images.usedOf', { used: formatBytes(dataBytes), whole: formatBytes(rawSize) }),
    },
    { term: t('images.written'), value: writtenWords(image) },
    {
      term: t('images.stored'),
      value: t('images.storedAs', {
        stored: formatBytes(framesSize),
        percent: Math.max(1, Math.round((framesSize / rawSize) * 100)),
        chunks: chunkCount,
      }),
    },
  ]
}

/** Zeros between the data are written too, unless the image says that they do not matter. */
function writtenWords({ definedBytes, rawSize }: Image): string {
  const size = formatBytes(definedBytes)
  return definedBytes < rawSize ? t('images.writtenPart', { size }) : size
}

function sourceFacts({ source }: Image): readonly Fact[] {
  if (source.kind === 'import') {
    return [
      { term: t('images.fileName'), value: <Code>{lastName(source.fileName)}</Code> },
      ...(source.url === null
        ? []
        : [{ term: t('images.downloadedFrom'), value: <Code>{source.url}</Code> }]),
      {
        term: t('images.fileSum'),
        value: <CopyText text={source.compressedSha256} label={t('images.copySum')} />,
      },
    ]
  }
  return [
    { term: t('images.backupOf'), value: <BackedUpBoard serial={source.boardSerial} /> },
    { term: t('images.backupStorage'), value: <Code>{source.storage}</Code> },
    {
      term: t('images.backupJob'),
      value: (
        <a
          className="text-accent underline underline-offset-4"
          href={hashOf({ page: 'job', id: source.jobId })}
        >
          {t('images.showJob')}
        </a>
      ),
    },
  ]
}

function identityFacts({ id, sealedAt }: Image): readonly Fact[] {
  return [
    { term: t('images.sealedAt'), value: <When time={Date.parse(sealedAt)} /> },
    { term: t('images.id'), value: <CopyText text={id} label={t('images.copyId')} /> },
  ]
}

/** A link to the board while it is known. */
function BackedUpBoard({ serial }: { readonly serial: string }) {
  const board = useMirror(({ boards }) =>
    [...boards.values()].find((candidate) => candidate.serial === serial),
  )
  if (!board) return <Code>{serial}</Code>
  return (
    <a
      className="text-accent underline underline-offset-4"
      href={hashOf({ page: 'board', id: board.id })}
    >
      <Code>{serial}</Code>
    </a>
  )
}
