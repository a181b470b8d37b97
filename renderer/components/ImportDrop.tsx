import { FileDown } from 'lucide-react'
import { useEffect, useState } from 'react'
import { toast } from 'sonner'
import { navigate } from '../stores/route.ts'
import { t } from '../text/translate.ts'
import { importFiles } from './import-files.ts'

/** Takes image files that are dropped anywhere on the window. Without it the browser would leave the page to show the file. */
export function ImportDrop() {
  const isOver = useWindowDrop((files, hasFolders) => {
    if (hasFolders || files.length === 0) toast.error(t('images.notAFile'))
    if (files.length === 0) return
    navigate({ page: 'images' })
    importFiles(files)
  })
  if (!isOver) return null
  return (
    <div
      aria-hidden
      className="pointer-events-none fixed inset-0 z-30 flex items-center justify-center bg-scrim p-6"
    >
      <p className="flex items-center gap-3 rounded-2xl border-3 border-dashed border-accent bg-surface p-8 text-lg font-bold shadow-high">
        <FileDown size={32} className="shrink-0 text-accent" />
        {t('images.dropHere')}
      </p>
    </div>
  )
}

/** True while files are dragged over the window. Drags of text and of the page's own parts are left alone. */
function useWindowDrop(onDrop: (files: readonly File[], hasFolders: boolean) => void): boolean {
  const [depth, setDepth] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: onDrop uses no value of its render
  useEffect(() => {
    const listening = new AbortController()
    const on = (
      name: 'dragenter' | 'dragover' | 'dragleave' | 'drop',
      act: (data: DataTransfer) => void,
    ) =>
      window.addEventListener(
        name,
        (event) => {
          const data = event.dataTransfer
          if (!data?.types.includes('Files')) return
          event.preventDefault()
          act(data)
        },
        { signal: listening.signal },
      )
    on('dragenter', () => setDepth((before) => before + 1))
    on('dragover', (data) => {
      data.dropEffect = 'copy'
    })
    on('dragleave', () => setDepth((before) => Math.max(0, before - 1)))
    on('drop', (data) => {
      setDepth(0)
      const { files, hasFolders } = filesIn(data)
      onDrop(files, hasFolders)
    })
    return () => listening.abort()
  }, [])
  return depth > 0
}

function filesIn(data: DataTransfer): { files: readonly File[]; hasFolders: boolean } {
  const items = [...data.items].filter(({ kind }) => kind === 'file')
  const folders = items.filter((item) => item.webkitGetAsEntry()?.isDirectory)
  const files = items
    .filter((item) => !folders.includes(item))
    .map((item) => item.getAsFile())
    .filter((file) => file !== null)
  return { files, hasFolders: folders.length > 0 }
}
