import { AttachmentNotices } from './AttachmentNotices.tsx'
import { BenchConsoles } from './BenchConsoles.tsx'
import { DrivesSection } from './DrivesSection.tsx'
import { NodesSection } from './NodesSection.tsx'
import { PowerSection } from './PowerSection.tsx'
import { UsbSection } from './UsbSection.tsx'

/** Below the boards of the network: what hangs on the station's computer itself. Each part shows nothing while it has nothing. */
export function BenchAttachments() {
  return (
    <>
      <UsbSection />
      <DrivesSection />
      <NodesSection />
      <BenchConsoles />
      <PowerSection />
      <AttachmentNotices />
    </>
  )
}
