import { type BootFiles, firmwareNeeds, listBootFiles } from '../netboot/boot-folder.ts'
import { initramfsName, kernelName } from '../netboot/boot-text.ts'
import type { DoctorParts } from './doctor-parts.ts'
import { byHand, type Finding, ok, problem, warning } from './finding.ts'

/** Was the agent built that boards boot? */
export async function checkAgentFiles({ bootFolders }: DoctorParts): Promise<Finding> {
  const title = 'The agent that boards boot is there'
  const files = listBootFiles(bootFolders)
  const missing = [kernelName, initramfsName].filter((name) => !files.has(name))
  if (missing.length === 0) return ok('agent', title, 'Kernel and initramfs are there.')
  return problem(
    'agent',
    title,
    `Missing: ${missing.join(', ')}.`,
    'Build them on Debian or Ubuntu, or put them into the folder "boot" of the data folder.',
    {
      kind: 'by-hand',
      title: 'Build the agent',
      plan: [
        byHand('build', 'Build kernel and initramfs, then start the station.', 'npm start', null),
      ],
    },
  )
}

/** Which kinds of boards find Raspberry Pi's own firmware here? */
export async function checkFirmware({ bootFolders }: DoctorParts): Promise<Finding[]> {
  const files = listBootFiles(bootFolders)
  return firmwareNeeds.map((need) => checkNeed(files, need))
}

function checkNeed(files: BootFiles, need: (typeof firmwareNeeds)[number]): Finding {
  const id = `firmware-${need.files[0]}`
  const title = `Raspberry Pi's firmware for ${need.boards}`
  const missing = need.files.filter((name) => !files.has(name))
  if (missing.length === 0) return ok(id, title, 'It is there.')
  return warning(
    id,
    title,
    `Missing: ${missing.join(', ')}. These boards can't boot from here.`,
    'Import the "boot" folder of Raspberry Pi\'s firmware (github.com/raspberrypi/firmware), or of an SD card with Raspberry Pi OS.',
    {
      kind: 'by-hand',
      title: 'Import the firmware',
      plan: [
        byHand(
          'import',
          'Copy the boot files of that folder into the data folder.',
          'bootbench boot-files import FOLDER',
          null,
        ),
      ],
    },
  )
}
