import { Ellipsis } from 'lucide-react'
import type { ReactNode } from 'react'
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { Button } from './Button.tsx'
import { popoverClasses } from './popover.ts'

export type MenuAction = {
  readonly id: string
  readonly label: string
  readonly icon: ReactNode
  /** What it does; or, when it can't be done now, why. */
  readonly description: string
  readonly disabled: boolean
  readonly onAction: () => void
}

type ActionMenuProps = { readonly label: string; readonly actions: readonly MenuAction[] }

/** A button with three dots and a menu whose entries say what they do, or why not now. */
export function ActionMenu({ label, actions }: ActionMenuProps) {
  return (
    <MenuTrigger>
      <Button icon={<Ellipsis size={20} />} aria-label={label} />
      <Popover placement="bottom end" className={`w-80 ${popoverClasses}`}>
        <Menu className="outline-none">
          {actions.map(({ id, label: name, icon, description, disabled, onAction }) => (
            <MenuItem
              key={id}
              id={id}
              textValue={name}
              isDisabled={disabled}
              onAction={onAction}
              className="flex min-h-target cursor-pointer items-start gap-3 rounded-lg px-3 py-2 data-focus-visible:-outline-offset-3 data-disabled:cursor-not-allowed data-focused:bg-quiet-soft"
            >
              <span className="mt-0.5 shrink-0">{icon}</span>
              <span className="min-w-0">
                <span className={`block font-semibold ${disabled ? 'text-ink-soft' : ''}`}>
                  {name}
                </span>
                <span className="block text-sm text-ink-soft">{description}</span>
              </span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
