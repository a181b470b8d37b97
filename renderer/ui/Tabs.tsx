import type { ReactNode } from 'react'
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components'

export type TabContent = {
  readonly id: string
  readonly label: string
  readonly icon?: ReactNode
  /** A number beside the label. */
  readonly count?: number
  /** Made only while the tab is shown. */
  readonly content: () => ReactNode
}

type TabsProps = {
  readonly label: string
  readonly tabs: readonly TabContent[]
  /** Which tab is shown, where the page keeps that; else the first at first. */
  readonly selected?: string
  readonly onSelect?: (id: string) => void
}

/** Several views of one thing, one at a time. */
export function Tabs({ label, tabs, selected, onSelect }: TabsProps) {
  return (
    <AriaTabs
      {...(selected === undefined ? {} : { selectedKey: selected })}
      {...(onSelect ? { onSelectionChange: (key) => onSelect(String(key)) } : {})}
      className="flex min-w-0 flex-col gap-4"
    >
      <TabList
        aria-label={label}
        className="flex gap-1 overflow-x-auto overflow-y-hidden border-b border-line"
      >
        {tabs.map((tab) => (
          <Tab
            key={tab.id}
            id={tab.id}
            className="flex min-h-target shrink-0 cursor-pointer items-center gap-2 border-b-3 border-transparent px-3 font-semibold text-ink-soft hover:text-ink data-selected:border-accent data-selected:text-accent data-focus-visible:-outline-offset-3"
          >
            {tab.icon}
            {tab.label}
            {tab.count !== undefined && <span className="font-normal">{tab.count}</span>}
          </Tab>
        ))}
      </TabList>
      {tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className="flex min-w-0 flex-col gap-4">
          {tab.content()}
        </TabPanel>
      ))}
    </AriaTabs>
  )
}
