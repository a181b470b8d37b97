import { CircleX } from 'lucide-react'
import { Notice } from '../ui/Notice.tsx'

/** Why something was refused, inside a dialog; nothing when it was not. */
export function RefusalNotice({ reason }: { readonly reason: string | null }) {
  if (reason === null) return null
  return (
    <Notice tone="danger" role="alert" icon={<CircleX size={20} />}>
      {reason}
    </Notice>
  )
}
