import { useState } from 'react'
import {
  Autocomplete,
  Collection,
  Header,
  Menu,
  MenuItem,
  MenuSection,
} from 'react-aria-components'
import { currentCommands } from '../hooks/use-commands.ts'
import { type Command, commandGroups, findCommands } from '../logic/commands.ts'
import { closeOverlay } from '../stores/overlay.ts'
import { t } from '../text/translate.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { SearchField } from '../ui/SearchField.tsx'

/** More than a screen of results is of no use: one letter more finds it sooner. */
const limit = 60

/** Every page, board and action by name. The commands are those of the moment it was opened. */
export function CommandPalette() {
  const [commands] = useState(currentCommands)
  const [search, setSearch] = useState('')
  const found = findCommands(commands, search, limit)
  const order = [...new Set(found.map(({ group }) => group))]
  const groups = (search.trim() === '' ? commandGroups : order)
    .map((id) => ({ id, commands: found.filter(({ group }) => group === id) }))
    .filter((group) => group.commands.length > 0)
  return (
    <Dialog title={t('palette.title')} onClose={closeOverlay} hideTitle top>
      <Autocomplete inputValue={search} onInputChange={setSearch}>
        <div className="sticky top-0 z-1 -m-1 bg-surface p-1">
          <SearchField label={t('palette.search')} placeholder={t('palette.search')} autoFocus />
        </div>
        <Menu
          aria-label={t('palette.title')}
          items={groups}
          onAction={(id) => run(found.find((command) => command.id === id))}
          renderEmptyState={() => <p className="py-8 text-center">{t('palette.nothing')}</p>}
          className="-mx-2 outline-none"
        >
          {(group) => (
            <MenuSection id={group.id} className="pb-2">
              <Header className="px-3 py-1 text-sm font-semibold text-ink-soft">
                {t(`palette.group.${group.id}`)}
              </Header>
              <Collection items={group.commands}>
                {(command) => <Entry command={command} />}
              </Collection>
            </MenuSection>
          )}
        </Menu>
      </Autocomplete>
    </Dialog>
  )
}

function Entry({ command }: { readonly command: Command }) {
  const { id, label, hint, keys, reason = null } = command
  const second = reason ?? hint
  return (
    <MenuItem
      id={id}
      textValue={label}
      isDisabled={reason !== null}
      className="flex min-h-target cursor-pointer items-center gap-3 rounded-lg px-3 py-1.5 data-focus-visible:-outline-offset-3 data-disabled:cursor-not-allowed data-disabled:text-ink-soft data-focused:bg-accent-soft"
    >
      <span className="min-w-0 flex-1">
        <span className="block truncate font-semibold">{label}</span>
        {second && <span className="block truncate text-sm text-ink-soft">{second}</span>}
      </span>
      {keys && <Kbd keys={keys} />}
    </MenuItem>
  )
}

function run(command: Command | undefined): void {
  if (!command) return
  closeOverlay()
  command.run()
}
