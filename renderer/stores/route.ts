import { useSyncExternalStore } from 'react'

/** Pages that need nothing but their name, in the order of the header. */
export const plainPages = [
  'bench',
  'consoles',
  'images',
  'history',
  'traffic',
  'settings',
  'doctor',
  'about',
  'gallery',
] as const
export type PlainPage = (typeof plainPages)[number]

/** What is shown: `#/images`, `#/board/ID`, `#/job/ID`, `#/image/ID`. */
export type Route =
  | { readonly page: PlainPage }
  | { readonly page: 'board' | 'job' | 'image'; readonly id: string }

/** The page that the address names after `#/`; the bench for everything unknown. */
export function routeOf(hash: string): Route {
  const [page = '', id = ''] = hash.replace(/^#?\/?/, '').split('/')
  if ((page === 'board' || page === 'job' || page === 'image') && id)
    return { page, id: decoded(id) }
  const plain = plainPages.find((name) => name === page)
  return { page: plain ?? 'bench' }
}

/** The address of a route, for links: `<a href={hashOf({ page: 'board', id })}>`. */
export function hashOf(route: Route): string {
  return 'id' in route ? `#/${route.page}/${encodeURIComponent(route.id)}` : `#/${route.page}`
}

export function navigate(route: Route): void {
  window.location.hash = hashOf(route)
}

/** The route to show; follows the address, so that back, forward and reload work. */
export function useRoute(): Route {
  return routeOf(useSyncExternalStore(subscribe, () => window.location.hash))
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange)
  return () => window.removeEventListener('hashchange', onChange)
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    // A mistyped `%`: such a board is not known, and the page says so.
    return id
  }
}
