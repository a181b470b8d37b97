import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Disclosure as AriaDisclosure,
  Button,
  DisclosurePanel,
  Heading,
} from 'react-aria-components'

type DisclosureProps = {
  readonly title: ReactNode
  readonly startsOpen?: boolean
  readonly onOpen?: () => void
  /** Of its heading: one below the heading that it stands under. */
  readonly level?: 3 | 4
  readonly children: ReactNode
}

/** Something that most people need not read, one press away. */
export function Disclosure(props: DisclosureProps) {
  const { title, startsOpen = false, onOpen, level = 4, children } = props
  return (
    <AriaDisclosure
      defaultExpanded={startsOpen}
      onExpandedChange={(isExpanded) => isExpanded && onOpen?.()}
      className="group min-w-0"
    >
      <Heading level={level}>
        <Button
          slot="trigger"
          className="-ml-2 flex min-h-target cursor-pointer items-center gap-1.5 rounded-lg px-2 text-left font-semibold hover:bg-quiet-soft"
        >
          <ChevronRight
            size={18}
            aria-hidden
            className="shrink-0 group-data-expanded:rotate-90 motion-safe:transition-transform"
          />
          {title}
        </Button>
      </Heading>
      <DisclosurePanel className="min-w-0">{children}</DisclosurePanel>
    </AriaDisclosure>
  )
}
