/** The scheme that the operating system hands to us: `bootbench://board/ID`. */
export const linkScheme = 'bootbench'

const pages = new Set(['bench', 'images', 'history', 'traffic', 'settings', 'doctor', 'about'])
const things = new Set(['board', 'job', 'image'])
const identifier = /^[A-Za-z0-9][A-Za-z0-9:._-]{0,199}$/

/**
 * The route of the user interface that a deep link names (`bench`, `board/ID`), or null when it is none of ours. A link may
 * come from any web page or program: it can show a page of the app, and nothing else.
 */
export function routeOfLink(link: string): string | null {
  const url = URL.parse(link)
  if (url === null || url.protocol !== `${linkScheme}:` || link.includes('..')) return null
  const [, first = '', ...more] = url.pathname.split('/')
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.port !== '') return null
  if (more.join('') !== '') return null
  if (pages.has(url.host) && first === '') return url.host
  return things.has(url.host) && identifier.test(first) ? `${url.host}/${first}` : null
}

/** The route of the first deep link on a command line, or null: this is how Windows and Linux hand a link over. */
export function routeOfArguments(commandLine: readonly string[]): string | null {
  const link = commandLine.find((word) => word.startsWith(`${linkScheme}://`))
  return link === undefined ? null : routeOfLink(link)
}
