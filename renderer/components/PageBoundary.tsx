import { CircleX } from 'lucide-react'
import { Component, type ReactNode } from 'react'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { CodeBlock } from '../ui/Code.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'

type PageBoundaryProps = { readonly children: ReactNode }
type Failure = { readonly error: unknown }

/** Keeps the frame when a page fails, or when its file is gone because the station was updated. Give it a key for each route. */
export class PageBoundary extends Component<PageBoundaryProps, { failure: Failure | null }> {
  override state = { failure: null }

  static getDerivedStateFromError(error: unknown) {
    return { failure: { error } }
  }

  override render(): ReactNode {
    const { failure } = this.state
    return failure === null ? this.props.children : <PageFailure failure={failure} />
  }
}

function PageFailure({ failure }: { readonly failure: Failure }) {
  const { error } = failure
  return (
    <EmptyState icon={<CircleX size={32} />} title={t('errors.pageBroke')}>
      <p>{t('errors.pageBrokeWhy')}</p>
      <div>
        <Button look="primary" onPress={() => window.location.reload()}>
          {t('errors.reload')}
        </Button>
      </div>
      <CodeBlock label={t('errors.details')}>
        {error instanceof Error ? (error.stack ?? error.message) : String(error)}
      </CodeBlock>
    </EmptyState>
  )
}
