import { keepCheckups, useDoctor } from '../stores/doctor.ts'
import { errorMessage } from './error-message.ts'
import { station } from './station.ts'

/** Lets the doctor look again; one at a time. Answers with why it failed, or null. */
export async function examine(): Promise<string | null> {
  if (useDoctor.getState().isExamining) return null
  useDoctor.setState({ isExamining: true })
  try {
    keepCheckups(await station().doctor.examine())
    return null
  } catch (error) {
    useDoctor.setState({ isExamining: false })
    return errorMessage(error)
  }
}
