import { type Refusal, refusal } from '../contract/errors.ts'
import type { Serving } from '../contract/station-event.ts'
import { type BenchKnowledge, nothingHeard } from './network/bench-knowledge.ts'
import type { BenchSettings } from './network/bench-settings.ts'
import { foreignServerRefusal } from './network/foreign-dhcp-search.ts'
import type { Bench } from './serving.ts'

/** Starts and stops serving, one thing after the other, and knows how it stands. */
export type ServingControl = {
  current(): Serving
  /** Serves this bench from now on, instead of what was served before. A refusal is the status too. */
  serve(bench: BenchSettings): Promise<Serving>
  /** Ends what is served and says why nothing is: the settings describe no bench. */
  refuse(refused: Refusal): Promise<Serving>
  stop(): Promise<Serving>
  /** What the served network port has told. */
  knowledge(): BenchKnowledge
  /** Ends serving at once, for a reason that came up. */
  endWith(refused: Refusal): void
  /** Another DHCP server answers on the served network: serving ends at once (invariant 2). */
  endBecauseOf(foreignServer: string): void
}

export function createServingControl(options: {
  readonly open: (bench: BenchSettings) => Promise<Bench | Refusal>
  /** Before a bench is closed: who waits on it is to be let go. */
  readonly onClosing: () => void
  readonly onChanged: () => void
  readonly log: (message: string) => void
}): ServingControl {
  const { log } = options
  let serving: Serving = { kind: 'stopped' }
  let bench: Bench | null = null
  /** The bench that is being opened, and why it is to end as soon as it is open. */
  let opening: { readonly wish: BenchSettings; end: Refusal | null } | null = null
  let last: Promise<unknown> = Promise.resolve()

  /** Two interfaces may press start and stop at once: each waits for the one before. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work)
    last = result.catch(() => undefined) // who asked gets the failure; the next in turn begins all the same
    return result
  }
  const become = (next: Serving): Serving => {
    serving = next
    options.onChanged()
    return next
  }
  /** Closes this bench, unless another one has taken its place meanwhile. */
  const close = async (ending: Bench | null = bench): Promise<void> => {
    if (ending !== bench) return
    bench = null
    options.onClosing()
    await ending?.stop()
  }
  const open = async (wish: BenchSettings): Promise<Bench | Refusal> => {
    opening = { wish, end: null }
    const opened = await options.open(wish)
    const { end } = opening
    opening = null
    if (end === null || opened.kind === 'refused') return opened
    await opened.stop()
    return end
  }
  const endWith = (refused: Refusal): void => {
    if (opening !== null) opening.end ??= refused
    else if (serving.kind === 'serving') {
      log(`station: ${refused.message}`)
      const ending = bench
      become({ ...refused, kind: 'refused' })
      inTurn(() => close(ending)).catch((error: unknown) => log(`station: ${String(error)}`))
    }
  }
  return {
    current: () => serving,
    serve: (wish) =>
      inTurn(async () => {
        await close()
        if (serving.kind === 'serving') become({ kind: 'stopped' })
        const opened = await open(wish)
        if (opened.kind === 'refused') return become({ ...opened, kind: 'refused' })
        bench = opened
        return become(describe(wish, opened))
      }),
    refuse: (refused) =>
      inTurn(async () => {
        await close()
        return become({ ...refused, kind: 'refused' })
      }),
    stop: () =>
      inTurn(async () => {
        await close()
        return become({ kind: 'stopped' })
      }),
    knowledge: () => bench?.knowledge() ?? nothingHeard,
    endWith,
    endBecauseOf: (foreignServer) => {
      const place = opening === null ? serving : placeOf(opening.wish)
      if (place.kind === 'serving' && place.dhcp === 'server')
        endWith(foreignServerRefusal(place.interfaceName, foreignServer))
    },
  }
}

function describe(wish: BenchSettings, { boardUrl }: Bench): Serving {
  return { ...placeOf(wish), address: wish.place.address, boardUrl }
}

function placeOf({ place, dhcp }: BenchSettings) {
  const interfaceName = place.kind === 'interface' ? place.interfaceName : 'loopback'
  return { kind: 'serving', interfaceName, dhcp } as const
}

/** What is answered when a person starts to serve before a port was chosen. */
export function noPortChosen(): Refusal {
  return refusal(
    'no-port-chosen',
    'No boards are served, because no network port is chosen. Choose the port that leads to the boards in the settings, then start.',
  )
}
