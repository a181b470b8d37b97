import { t } from '../text/translate.ts'
import { classNames } from '../ui/class-names.ts'
import { Samples } from './Samples.tsx'

const grounds = ['bg-canvas', 'bg-surface', 'bg-sunken', 'bg-accent-soft', 'bg-quiet-soft'] as const
const marks = [
  'bg-line',
  'bg-line-strong',
  'bg-accent',
  'bg-danger',
  'bg-work',
  'bg-focus',
] as const

/** Colours and type. */
export function TokenSamples() {
  return (
    <>
      <Samples part={t('gallery.colours')}>
        {() => (
          <div className="grid w-full grid-cols-2 gap-2">
            {grounds.map((name) => (
              <div
                key={name}
                className={classNames('rounded-lg border border-line p-2 text-sm', name)}
              >
                {name.slice(3)} <span className="text-ink-soft">ink-soft</span>
              </div>
            ))}
            {marks.map((name) => (
              <div key={name} className="flex items-center gap-2 text-sm">
                <span className={classNames('size-6 rounded border border-line', name)} />
                {name.slice(3)}
              </div>
            ))}
          </div>
        )}
      </Samples>
      <Samples part={t('gallery.type')}>
        {() => (
          <>
            <p className="text-2xl font-bold">{t('gallery.pageTitle')}</p>
            <p className="text-lg font-bold">{t('gallery.sectionTitle')}</p>
            <p>{t('gallery.text')}</p>
            <p className="text-sm text-ink-soft">{t('gallery.small')}</p>
          </>
        )}
      </Samples>
    </>
  )
}
