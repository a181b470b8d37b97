import { checkAgentFiles, checkFirmware } from './check-boot-files.ts'
import { checkClock } from './check-clock.ts'
import { checkDataFolder } from './check-data-folder.ts'
import { checkDiskSpace } from './check-disk-space.ts'
import { checkFirewall } from './check-firewall.ts'
import { checkForeignDhcp } from './check-foreign-dhcp.ts'
import { checkHostPrograms } from './check-host-programs.ts'
import { checkModemManager } from './check-modem-manager.ts'
import { checkNetworkManager } from './check-network-manager.ts'
import { checkNetworkPort } from './check-network-port.ts'
import { checkRights } from './check-rights.ts'
import { checkServing } from './check-serving.ts'
import { checkSpanningTree } from './check-spanning-tree.ts'
import { checkUdevRules } from './check-udev-rules.ts'
import { checkUdpPorts } from './check-udp-ports.ts'
import type { DoctorParts } from './doctor-parts.ts'
import type { Finding } from './finding.ts'

/** One or more preconditions that are looked at together. */
export type Check = {
  /** The checkup's id, or what the ids of its checkups begin with. */
  readonly id: string
  readonly examine: (parts: DoctorParts) => Promise<Finding | Finding[]>
}

/** Every precondition, in the order in which a person would repair them. */
export const checks: readonly Check[] = [
  { id: 'serving', examine: checkServing },
  { id: 'network-port', examine: checkNetworkPort },
  { id: 'rights', examine: checkRights },
  { id: 'udp-ports', examine: checkUdpPorts },
  { id: 'firewall', examine: checkFirewall },
  { id: 'network-manager', examine: checkNetworkManager },
  { id: 'foreign-dhcp', examine: checkForeignDhcp },
  { id: 'spanning-tree', examine: checkSpanningTree },
  { id: 'agent', examine: checkAgentFiles },
  { id: 'firmware', examine: checkFirmware },
  { id: 'host-programs', examine: checkHostPrograms },
  { id: 'space', examine: checkDiskSpace },
  { id: 'data-folder', examine: checkDataFolder },
  { id: 'clock', examine: checkClock },
  { id: 'modem-manager', examine: checkModemManager },
  { id: 'udev-rules', examine: checkUdevRules },
]
