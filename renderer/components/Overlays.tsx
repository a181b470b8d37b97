import { assertNever } from '../../contract/errors.ts'
import { useOverlay } from '../stores/overlay.ts'
import { CommandPalette } from './CommandPalette.tsx'
import { KeyboardHelp } from './KeyboardHelp.tsx'

/** The command palette or the keyboard help, when one of them is open. */
export function Overlays() {
  const overlay = useOverlay((state) => state.overlay)
  switch (overlay) {
    case null:
      return null
    case 'palette':
      return <CommandPalette />
    case 'keyboard-help':
      return <KeyboardHelp />
    default:
      return assertNever(overlay)
  }
}
