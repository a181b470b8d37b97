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
import { checkUdpPorts } from './check-udp-ports.ts'
import type { DoctorParts } from './doctor-parts.ts'
import type { Finding } from './finding.ts'

export type Check = (parts: DoctorParts) => Promise<Finding | Finding[]>

/** Every precondition, in the order in which a person would repair them. */
export const checks: readonly Check[] = [
  checkServing,
  checkNetworkPort,
  checkRights,
  checkUdpPorts,
  checkFirewall,
  checkNetworkManager,
  checkForeignDhcp,
  checkSpanningTree,
  checkAgentFiles,
  checkFirmware,
  checkHostPrograms,
  checkDiskSpace,
  checkDataFolder,
  checkClock,
  checkModemManager,
]
