import { toast } from 'sonner'
import type { StationClient } from './client.ts'
import { errorMessage } from './error-message.ts'
import { station } from './station.ts'

/**
 * Asks the station to do something for a button that has no place of its own for errors: a refusal is shown as a
 * toast that stays until it is closed. Dialogs call `station()` themselves and show the refusal inside.
 */
export async function ask(
  request: (client: StationClient) => Promise<unknown>,
  success?: string,
): Promise<boolean> {
  try {
    await request(station())
    if (success) toast.success(success)
    return true
  } catch (error) {
    toast.error(errorMessage(error), { duration: Number.POSITIVE_INFINITY })
    return false
  }
}
