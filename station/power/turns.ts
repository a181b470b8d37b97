/** Lets one piece of work run at a time, in the order in which they were asked for. */
export function createTurns(): <Value>(work: () => Promise<Value>) => Promise<Value> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work, work)
    // The one who asked hears of a failure; those who wait only need its end.
    last = result.catch(() => undefined)
    return result
  }
}
