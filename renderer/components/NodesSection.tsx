import { SquareTerminal } from 'lucide-react'
import { useCallback, useState } from 'react'
import type { Node } from '../../contract/node.ts'
import { nodePlan } from '../../contract/node-plan.ts'
import { useSettings } from '../hooks/use-settings.ts'
import { useAttachments } from '../stores/attachments.ts'
import { setBroadcast } from '../stores/console-view.ts'
import { navigate } from '../stores/route.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Disclosure } from '../ui/Disclosure.tsx'
import { Switch } from '../ui/Switch.tsx'
import { openLines } from './console-actions.ts'
import { NodeCard } from './NodeCard.tsx'
import { PlanSteps } from './PlanSteps.tsx'

/** Pi Zeros on USB cables, in the order of their numbers; nothing while there is none. */
export function NodesSection() {
  const nodes = useAttachments((attachments) => attachments.nodes)
  return nodes.length === 0 ? null : <Nodes nodes={nodes} />
}

function Nodes({ nodes }: { readonly nodes: readonly Node[] }) {
  const { settings, set } = useSettings()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const onSelect = useCallback((usbPath: string, isSelected: boolean) => {
    setChosen((before) => {
      const next = new Set(before)
      if (isSelected) next.add(usbPath)
      else next.delete(usbPath)
      return next
    })
  }, [])
  const isAsked = settings?.nodeAddresses ?? false
  return (
    <section aria-labelledby="nodes" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h2 id="nodes" className="text-lg font-bold">
          {t('nodes.title')}{' '}
          <span className="text-base font-normal text-ink-soft">{nodes.length}</span>
        </h2>
        <OpenConsoles nodes={nodes} chosen={chosen} />
      </div>
      <div className="rounded-xl border border-line bg-surface px-4 py-2">
        <Switch
          label={t('nodes.addresses')}
          hint={t('nodes.addressesHint')}
          isSelected={isAsked}
          isDisabled={settings === null}
          onChange={(nodeAddresses) => set({ nodeAddresses })}
        />
        <Disclosure title={t('nodes.plan')} level={3}>
          <Plan nodes={nodes} />
        </Disclosure>
      </div>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(17rem,100%),1fr))] items-start gap-4">
        {nodes.map((node) => (
          <NodeCard
            key={node.usbPath}
            node={node}
            isAsked={isAsked}
            isSelected={chosen.has(node.usbPath)}
            onSelect={onSelect}
          />
        ))}
      </div>
    </section>
  )
}

function Plan({ nodes }: { readonly nodes: readonly Node[] }) {
  const steps = nodePlan(nodes)
  if (steps.length === 0) return <p className="pb-2 text-ink-soft">{t('nodes.planNone')}</p>
  return (
    <div className="pb-2">
      <PlanSteps
        steps={steps.map(({ usbPath, command, undo, ...words }) => ({
          id: `node ${usbPath}`,
          what: t('nodes.planStep', words),
          command,
          undo,
        }))}
      />
    </div>
  )
}

type OpenConsolesProps = {
  readonly nodes: readonly Node[]
  readonly chosen: ReadonlySet<string>
}

/** Opens the consoles of the chosen nodes, or of all, ready for typing into all of them. */
function OpenConsoles({ nodes, chosen }: OpenConsolesProps) {
  const able = nodes.filter(({ consoleId }) => consoleId !== null)
  const selected = able.filter(({ usbPath }) => chosen.has(usbPath))
  const targets = (selected.length > 0 ? selected : able).flatMap(
    ({ consoleId }) => consoleId ?? [],
  )
  if (targets.length === 0) return null
  return (
    <Button
      icon={<SquareTerminal size={18} />}
      onPress={() => {
        openLines(targets)
        setBroadcast(targets.length > 1 ? targets : null)
        navigate({ page: 'consoles' })
      }}
    >
      {selected.length > 0 ? t('nodes.openChosen', { count: selected.length }) : t('nodes.openAll')}
    </Button>
  )
}
