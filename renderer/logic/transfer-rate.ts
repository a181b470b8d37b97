/** How much was done at a time (milliseconds). */
export type RateSample = { readonly at: number; readonly bytes: number }

/** A rate over less time than this says little. */
const leastSpan = 500
const window = 8000

/** The samples with a newer one, without those that are too old to tell how fast it goes now. A count that fell begins anew. */
export function withSample(
  samples: readonly RateSample[],
  sample: RateSample,
): readonly RateSample[] {
  const last = samples.at(-1)
  if (last !== undefined && sample.bytes < last.bytes) return [sample]
  return [...samples.filter(({ at }) => sample.at - at <= window), sample]
}

/** Bytes a second over the samples; null while too little is known. */
export function rateOf(samples: readonly RateSample[]): number | null {
  const [first] = samples
  const last = samples.at(-1)
  if (first === undefined || last === undefined || last.at - first.at < leastSpan) return null
  return ((last.bytes - first.bytes) / (last.at - first.at)) * 1000
}

/** Seconds until `total` bytes are done at this rate; null where that can't be told. */
export function secondsLeft(rate: number | null, done: number, total: number): number | null {
  return rate === null || rate <= 0 || total <= 0 ? null : Math.max(0, total - done) / rate
}
