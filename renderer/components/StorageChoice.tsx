import type { Storage } from '../../contract/board.ts'
import { formatBytes } from '../logic/format.ts'
import { boardText } from '../text/boards.ts'
import { ChoiceList } from '../ui/ChoiceList.tsx'

type StorageChoiceProps = {
  readonly label: string
  readonly storages: readonly Storage[]
  readonly value: string | null
  readonly onChange: (path: string) => void
}

/** One of the storages of a board. */
export function StorageChoice({ label, storages, value, onChange }: StorageChoiceProps) {
  return (
    <ChoiceList
      label={label}
      value={value}
      onChange={onChange}
      choices={storages.map((storage) => ({
        id: storage.path,
        name: storageName(storage),
        reason: null,
        content: (
          <>
            <strong className="block">
              {boardText.storageKind(storage.kind)} {formatBytes(storage.sizeBytes)}
            </strong>
            <span className="text-sm text-ink-soft">
              <span className="font-mono">{storage.path}</span> {storage.name}
            </span>
          </>
        ),
      }))}
    />
  )
}

function storageName({ kind, sizeBytes, path }: Storage): string {
  return `${boardText.storageKind(kind)} ${formatBytes(sizeBytes)} ${path}`
}
