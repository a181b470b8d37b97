import { useEffect, useState } from 'react'
import { type RateSample, rateOf, withSample } from '../logic/transfer-rate.ts'

/** Bytes a second, as seen by this window over the last seconds; null while too little is known. */
export function useTransferRate(bytes: number): number | null {
  const [samples, setSamples] = useState<readonly RateSample[]>([])
  useEffect(() => {
    setSamples((before) => withSample(before, { at: performance.now(), bytes }))
  }, [bytes])
  return rateOf(samples)
}
