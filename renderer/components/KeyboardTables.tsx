import { t } from '../text/translate.ts'
import { Kbd } from '../ui/Kbd.tsx'
import { batchStopKey } from './BatchBanner.tsx'

type KeyWords = { readonly keys: readonly string[]; readonly words: string }

/** Which keys do what: everywhere, and inside tables. */
export function KeyboardTables() {
  return (
    <div className="grid gap-6 sm:grid-cols-2">
      <KeyList
        title={t('palette.helpAnywhere')}
        list={[
          { keys: ['Mod+K'], words: t('palette.keyPalette') },
          { keys: ['?'], words: t('palette.keyHelp') },
          { keys: ['/'], words: t('palette.keySearch') },
          { keys: [batchStopKey], words: t('palette.keyStopBatch') },
          { keys: ['Tab'], words: t('palette.keyTab') },
          { keys: ['Esc'], words: t('palette.keyEscape') },
        ]}
      />
      <KeyList
        title={t('palette.helpTable')}
        list={[
          { keys: ['↓', '↑'], words: t('palette.keyMove') },
          { keys: ['Home', 'End'], words: t('palette.keyEnds') },
          { keys: ['PgDn', 'PgUp'], words: t('palette.keyPages') },
          { keys: ['→', '←'], words: t('palette.keyInside') },
          { keys: ['Space'], words: t('palette.keyChoose') },
          { keys: ['Shift+↓'], words: t('palette.keyRange') },
          { keys: ['Mod+A'], words: t('palette.keyAll') },
          { keys: ['Enter'], words: t('palette.keyOpen') },
        ]}
      />
    </div>
  )
}

function KeyList({ title, list }: { readonly title: string; readonly list: readonly KeyWords[] }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold">{title}</h3>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-4 gap-y-2">
        {list.map(({ keys, words }) => (
          <div key={words} className="contents">
            <dt className="flex gap-1.5">
              {keys.map((key) => (
                <Kbd key={key} keys={key} />
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
