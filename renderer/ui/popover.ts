/** What floats above the page: menus, lists, small dialogs. */
export const popoverClasses =
  'max-w-[92vw] overflow-auto rounded-xl border border-line-strong bg-surface p-1.5 text-ink shadow-high'
