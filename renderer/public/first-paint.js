// Runs before anything is painted, so that a window in a theme of its own does not flash in the computer's. appearance.ts
// does the rest. A file of its own, because the content security policy allows no inline script.
try {
  const saved = JSON.parse(localStorage.getItem('bootbench-preferences') ?? '{}')
  document.documentElement.dataset.theme = saved?.state?.theme ?? 'system'
} catch {
  // What is saved can't be read: the computer's theme will do until appearance.ts has set it right.
}
