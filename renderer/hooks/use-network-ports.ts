import { useEffect, useState } from 'react'
import type { NetworkPort } from '../../contract/settings.ts'
import { errorWords } from '../api/error-message.ts'
import { station } from '../api/station.ts'
import { useConnection } from '../stores/connection.ts'
import type { StationWords } from '../text/station-words.ts'

export type NetworkPorts = {
  /** Null until the station has told. */
  readonly ports: readonly NetworkPort[] | null
  readonly problem: StationWords | null
}

/** Cables are plugged in while this is looked at. */
const lookAgain = 3000

/** The network ports of the station's computer, looked at again and again; at once when `key` changes. */
export function useNetworkPorts(key: string): NetworkPorts {
  const live = useConnection(({ connection }) => connection.kind === 'live')
  const [found, setFound] = useState<NetworkPorts>({ ports: null, problem: null })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key tells that the answer may be another one
  useEffect(() => {
    if (!live) return
    let isWanted = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      const next = await askForPorts()
      if (!isWanted) return
      setFound(({ ports }) => ({ ports: next.ports ?? ports, problem: next.problem }))
      timer = setTimeout(look, lookAgain)
    }
    look()
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [live, key])
  return found
}

async function askForPorts(): Promise<NetworkPorts> {
  try {
    return { ports: await station().serving.ports(), problem: null }
  } catch (error) {
    return { ports: null, problem: errorWords(error) }
  }
}
