import { create } from 'zustand'
import { navigate } from './route.ts'

/** Which consoles this window shows, and where its keys go. */
export type ConsoleView = {
  /** Ids of the lines whose terminals are shown, in the order in which they were opened. */
  readonly shown: readonly string[]
  /** Lines that get what is typed into one of them; null while each has its own. */
  readonly broadcast: readonly string[] | null
  /** What was typed into the log-in dialog last; never stored, and gone with the window. */
  readonly login: { readonly user: string; readonly password: string }
}

export const useConsoleView = create<ConsoleView>(() => ({
  shown: [],
  broadcast: null,
  login: { user: 'pi', password: '' },
}))

export function showConsoles(ids: readonly string[]): void {
  useConsoleView.setState(({ shown }) => ({ shown: [...new Set([...shown, ...ids])] }))
}

export function hideConsoles(ids: readonly string[]): void {
  useConsoleView.setState(({ shown, broadcast }) => ({
    shown: shown.filter((id) => !ids.includes(id)),
    broadcast: broadcast?.filter((id) => !ids.includes(id)) ?? null,
  }))
}

/** Shows this line's console on the page of the consoles: for buttons elsewhere. */
export function goToConsole(id: string): void {
  showConsoles([id])
  navigate({ page: 'consoles' })
}

/** Begins with these lines, or ends with null. */
export function setBroadcast(ids: readonly string[] | null): void {
  useConsoleView.setState({ broadcast: ids })
}

export function setTakesPart(id: string, takesPart: boolean): void {
  useConsoleView.setState(({ broadcast }) => {
    const others = broadcast?.filter((other) => other !== id) ?? []
    return { broadcast: takesPart ? [...others, id] : others }
  })
}

export function keepLogin(login: ConsoleView['login']): void {
  useConsoleView.setState({ login })
}

/** Where keys that are pressed in this line's terminal go. */
export function typingTargets(id: string): readonly string[] {
  const { broadcast } = useConsoleView.getState()
  return broadcast?.includes(id) ? broadcast : [id]
}
