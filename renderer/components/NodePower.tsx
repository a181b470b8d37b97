import { useAttachments } from '../stores/attachments.ts'
import { PortPower } from './PortPower.tsx'

/** The power button of the node on this USB port; nothing where no power port feeds it. */
export function NodePower({ usbPath }: { readonly usbPath: string }) {
  const name = useAttachments(
    ({ nodes }) => nodes.find((node) => node.usbPath === usbPath)?.name ?? usbPath,
  )
  return (
    <span className="flex gap-2 empty:hidden">
      <PortPower usbPath={usbPath} boardId={null} name={name} />
    </span>
  )
}
