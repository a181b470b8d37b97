import { useMemo, useState } from 'react'
import type { Board } from '../../contract/board.ts'
import type { Job } from '../../contract/job.ts'
import { BenchFilter } from '../components/BenchFilter.tsx'
import { BoardCard, FarBoardCard } from '../components/BoardCard.tsx'
import { NoBoards } from '../components/NoBoards.tsx'
import { type Situation, situationOf } from '../logic/board-situation.ts'
import { matchesSearch, sortBoards } from '../logic/sort-boards.ts'
import { useMirror } from '../stores/mirror.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { NearScreen } from '../ui/NearScreen.tsx'

type Row = { readonly board: Board; readonly job: Job | null; readonly situation: Situation }

/** Every board on the bench, with counts by state that filter. */
export function BenchPage() {
  const rows = useRows()
  const imageCount = useMirror((mirror) => mirror.images.size)
  const [only, setOnly] = useState<Situation | null>(null)
  const [search, setSearch] = useState('')
  if (rows.length === 0) return <NoBoards />
  const shown = rows.filter(
    (row) => (only === null || row.situation === only) && matchesSearch(row.board, search.trim()),
  )
  return (
    <>
      <h2 className="sr-only">{t('boards.boards')}</h2>
      <BenchFilter
        situations={rows.map(({ situation }) => situation)}
        only={only}
        onOnly={setOnly}
        search={search}
        onSearch={setSearch}
      />
      {shown.length === 0 && (
        <div className="flex flex-col items-center gap-3 py-12">
          <p>{t('boards.nothingFound')}</p>
          <Button
            onPress={() => {
              setOnly(null)
              setSearch('')
            }}
          >
            {t('boards.showAll')}
          </Button>
        </div>
      )}
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,23.5rem),1fr))] gap-4">
        {shown.map(({ board, job }) => (
          <NearScreen key={board.id} placeholder={<FarBoardCard board={board} />}>
            <BoardCard board={board} job={job} imageCount={imageCount} />
          </NearScreen>
        ))}
      </div>
    </>
  )
}

function useRows(): readonly Row[] {
  const boards = useMirror((mirror) => mirror.boards)
  const newestJobs = useMirror((mirror) => mirror.newestJobs)
  const sorted = useMemo(() => sortBoards(boards.values()), [boards])
  return sorted.map((board) => {
    const job = newestJobs.get(board.id) ?? null
    return { board, job, situation: situationOf(board, job) }
  })
}
