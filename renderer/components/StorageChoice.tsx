import type { Storage } from '../../contract/board.ts'
import { ChoiceList } from '../ui/ChoiceList.tsx'
import { storageWords } from './storage-words.ts'

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
        name: `${storageWords(storage)} ${storage.path}`,
        reason: null,
        content: (
          <>
            <strong className="block">{storageWords(storage)}</strong>
            <span className="text-sm text-ink-soft">
              <span className="font-mono">{storage.path}</span> {storage.name}
            </span>
          </>
        ),
      }))}
    />
  )
}
