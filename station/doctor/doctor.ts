import type { Checkup } from '../../contract/doctor.ts'
import { type Refusal, refusal } from '../../contract/errors.ts'
import { checks } from './checks.ts'
import type { DoctorParts } from './doctor-parts.ts'
import type { Finding } from './finding.ts'
import { applyRepair, describeRepair, undoRepair } from './repair.ts'

/** Looks at every precondition of serving boards, repairs what it can, and takes repairs back. */
export type Doctor = {
  examine(): Promise<Checkup[]>
  /** Does what the checkup's fix has planned; answers with all checkups after it. */
  fix(id: string): Promise<Checkup[] | Refusal>
  /** Takes back what `fix` did, also one of an earlier run. */
  undo(id: string): Promise<Checkup[] | Refusal>
}

export function createDoctor(parts: DoctorParts): Doctor {
  const { fixes } = parts
  const examine = async (): Promise<Checkup[]> => {
    const findings = await Promise.all(checks.map((check) => check.examine(parts)))
    return findings.flat().map((finding) => describe(finding, parts))
  }
  /** Looks at one thing only: the others take their time. */
  const find = async (id: string): Promise<Finding | undefined> => {
    const check = checks.find((one) => id === one.id || id.startsWith(`${one.id}-`))
    const found = await check?.examine(parts)
    return [found ?? []].flat().find((finding) => finding.id === id)
  }
  return {
    examine,
    fix: async (id) => {
      const finding = await find(id)
      if (finding?.repair == null) return nothingToFix(id)
      const { title, plan } = describeRepair(finding.repair, parts)
      const result = await applyRepair(finding.repair, parts)
      if (result.kind === 'refused') return result
      fixes.write({ ...fixes.read(), [id]: { title, plan, undo: result.undo } })
      return examine()
    },
    undo: async (id) => {
      const { [id]: done, ...others } = fixes.read()
      if (done === undefined) return nothingToUndo(id)
      const result = await undoRepair(done, parts)
      if (result.kind === 'refused') return result
      fixes.write(others)
      return examine()
    },
  }
}

/** A repair that is needed (again) comes before one that was done and holds. */
function describe({ repair, ...found }: Finding, parts: DoctorParts): Checkup {
  if (repair !== null) return { ...found, fix: describeRepair(repair, parts) }
  const done = parts.fixes.read()[found.id]
  if (done === undefined) return { ...found, fix: null }
  return { ...found, fix: { title: done.title, plan: done.plan, state: 'done' } }
}

function nothingToFix(id: string): Refusal {
  return refusal(
    'nothing-to-fix',
    `There is nothing that the station could repair about "${id}" now. Examine again and follow what is said there.`,
  )
}

function nothingToUndo(id: string): Refusal {
  return refusal(
    'nothing-to-undo',
    `The station has repaired nothing about "${id}", so there is nothing to take back.`,
  )
}
