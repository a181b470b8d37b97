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
  readonly children: ReactNode
}

/** Something that most people need not read, one press away. */
export function Disclosure({ title, startsOpen = false, onOpen, children }: DisclosureProps) {
  return (
    <AriaDisclosure
      defaultExpanded={startsOpen}
      onExpandedChange={(isExpanded) => isExpanded && onOpen?.()}
      className="group min-w-0"
    >
      <Heading level={4}>
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
