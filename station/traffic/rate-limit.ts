/** So many at once, and so many a second in the long run (a token bucket). */
export type Rate = { readonly burst: number; readonly perSecond: number }

/** Says for each key whether one more is allowed now. */
export type RateLimit = {
  /** Null: not allowed. Otherwise how many of this key were not allowed since the last one that was. */
  take(key: string): number | null
}

type Bucket = { tokens: number; at: number; refused: number }

/** So many keys are remembered; one that was forgotten begins with a full bucket. */
const rememberedKeys = 4_096

export function createRateLimit(clock: () => number, rate: Rate): RateLimit {
  const buckets = new Map<string, Bucket>()
  return {
    take: (key) => {
      const now = clock()
      const bucket = buckets.get(key) ?? { tokens: rate.burst, at: now, refused: 0 }
      // The one that was used longest ago stands first and is forgotten first.
      buckets.delete(key)
      buckets.set(key, bucket)
      forgetOldest(buckets)
      refill(bucket, now, rate)
      if (bucket.tokens < 1) {
        bucket.refused += 1
        return null
      }
      const { refused } = bucket
      bucket.tokens -= 1
      bucket.refused = 0
      return refused
    },
  }
}

function refill(bucket: Bucket, now: number, rate: Rate): void {
  // A clock that was set back gives nothing and takes nothing.
  const seconds = Math.max(now - bucket.at, 0) / 1000
  bucket.tokens = Math.min(rate.burst, bucket.tokens + seconds * rate.perSecond)
  bucket.at = now
}

function forgetOldest(buckets: Map<string, Bucket>): void {
  if (buckets.size <= rememberedKeys) return
  const oldest = buckets.keys().next()
  if (oldest.done !== true) buckets.delete(oldest.value)
}
