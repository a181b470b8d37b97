import { CircuitBoard } from 'lucide-react'
import { useMirror } from '../stores/mirror.ts'
import { firstSteps } from '../text/first-steps.ts'
import { imageText } from '../text/images.ts'
import { buttonClasses } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'

/** What to look at when no board appears. */
export function NoBoards() {
  const noImages = useMirror(({ images }) => images.size === 0)
  return (
    <EmptyState icon={<CircuitBoard size={32} />} title={firstSteps.title}>
      <p>{firstSteps.lead}</p>
      <ol className="flex flex-col gap-3">
        {firstSteps.steps.map(({ title, text }, index) => (
          <li key={title} className="flex gap-3">
            <span className="flex size-8 shrink-0 items-center justify-center rounded-full bg-accent-soft font-bold text-accent">
              {index + 1}
            </span>
            <p>
              <strong className="block">{title}</strong>
              <span className="text-ink-soft">{text}</span>
            </p>
          </li>
        ))}
      </ol>
      <p>
        {firstSteps.demo}{' '}
        <code className="rounded bg-quiet-soft px-1.5 py-1 font-mono text-sm">
          {firstSteps.demoCommand}
        </code>
      </p>
      {noImages && (
        <a href="#/images" className={`${buttonClasses('plain', false)} self-start`}>
          {imageText.goToImages}
        </a>
      )}
    </EmptyState>
  )
}
