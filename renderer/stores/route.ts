import { useSyncExternalStore } from 'react'

export type Route = 'bench' | 'images' | 'history'

/** The page that the address names after `#/`; the bench for everything unknown. */
export function routeOf(hash: string): Route {
  const name = hash.replace(/^#\/?/, '')
  return name === 'images' || name === 'history' ? name : 'bench'
}

/** The page to show; follows the address, so that back, forward and reload work. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => routeOf(window.location.hash))
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange)
  return () => window.removeEventListener('hashchange', onChange)
}
