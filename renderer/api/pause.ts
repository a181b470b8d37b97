/** A wait that can be cut short. One wait at a time. */
export class Pause {
  #end: (() => void) | null = null

  /** Resolves after so many milliseconds, or when `end` is called. */
  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.#end = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  end(): void {
    this.#end?.()
    this.#end = null
  }
}

/** The promise's value; throws with these words when it takes longer. */
export async function within<Value>(
  milliseconds: number,
  promise: Promise<Value>,
  words: string,
): Promise<Value> {
  const limit = Promise.withResolvers<never>()
  const timer = setTimeout(() => limit.reject(new Error(words)), milliseconds)
  try {
    return await Promise.race([promise, limit.promise])
  } finally {
    clearTimeout(timer)
  }
}
