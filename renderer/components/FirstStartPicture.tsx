import { t } from '../text/translate.ts'

/** The station's computer, a switch and boards, drawn: how they are joined. */
export function FirstStartPicture() {
  return (
    <svg
      viewBox="0 0 440 150"
      role="img"
      aria-label={t('firstSteps.boardsPicture')}
      className="w-full max-w-md text-ink-soft"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinejoin="round"
    >
      <Computer />
      <path d="M118 70h54" className="text-accent" strokeWidth="3" />
      <Switch />
      {[0, 1, 2].map((number) => (
        <Board key={number} y={12 + number * 44} />
      ))}
      <g fill="currentColor" stroke="none" fontSize="13" textAnchor="middle">
        <text x="72" y="136">
          {t('firstSteps.pictureStation')}
        </text>
        <text x="210" y="136">
          {t('firstSteps.pictureSwitch')}
        </text>
        <text x="372" y="148">
          {t('firstSteps.pictureBoards')}
        </text>
      </g>
    </svg>
  )
}

function Computer() {
  return (
    <g>
      <rect x="30" y="32" width="84" height="54" rx="5" className="fill-sunken" />
      <path d="M18 98h108l-8-12H26z" className="fill-sunken" />
      <rect x="108" y="64" width="12" height="12" className="fill-accent text-accent" />
    </g>
  )
}

function Switch() {
  return (
    <g>
      <rect x="172" y="52" width="76" height="36" rx="5" className="fill-sunken" />
      {[0, 1, 2, 3].map((number) => (
        <rect key={number} x={180 + number * 16} y="64" width="11" height="11" />
      ))}
    </g>
  )
}

function Board({ y }: { readonly y: number }) {
  return (
    <g>
      <path
        d={`M248 70C285 70 285 ${y + 14} 326 ${y + 14}`}
        className="text-accent"
        strokeWidth="3"
      />
      <rect x="326" y={y} width="74" height="30" rx="4" className="fill-accent-soft" />
      <rect x="330" y={y + 8} width="12" height="12" />
      <rect x="354" y={y + 7} width="14" height="14" />
      <path d={`M383 ${y + 6}l-5 10h8l-5 9`} className="text-warning-ink" />
    </g>
  )
}
