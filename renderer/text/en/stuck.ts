/** Why a board is stuck: one line, what was seen, what was expected, the probable cause, and what to do next. */
export const stuck = {
  title: 'Why it is stuck',
  since: 'Stuck for {{duration}}',
  seenTitle: 'Seen',
  expectedTitle: 'Expected',
  causeTitle: 'Probable cause',
  nextTitle: 'What to do',
  proof: 'The packets that prove it',
  proofGone: 'The packets that prove it are older than what the station remembers.',
  showTraffic: 'Show in traffic',
  why: 'Why?',
  whyOf: 'Why is {{label}} stuck?',
  builtOn: 'on {{date}}',
  builtBefore: 'before {{date}}',
  builtUnknown: 'on a day that is not known',
  short: {
    'offer-not-taken': 'Asks for an address and takes none of our offers',
    'foreign-dhcp': 'Another DHCP server answered it: {{server}}',
    'spanning-tree': 'The switch holds its port back (spanning tree)',
    'no-boot-files-asked': 'Has an address, and never asked for a boot file',
    'file-missing': 'Asked for a file that is not there: {{fileName}}',
    'bootloader-too-old': 'Its bootloader is too old',
    'no-network-in-boot-order': 'Its boot order has no network step',
    'answers-lost': 'Our answers do not reach it',
    'transfer-stopped': 'The transfer of {{fileName}} stopped in the middle',
    'stopped-between-files': 'Read {{fileName}} and asked for nothing more',
    'agent-never-called': 'Read kernel and initramfs, and its agent never called',
    'went-silent': 'Was ready and has gone silent',
  },
  seen: {
    'offer-not-taken':
      'The board asked for an address again and again. The station offered one each time, and the board accepted none.',
    'foreign-dhcp':
      'The board asked for the address that another DHCP server offered: {{server}}. It does not listen to this station.',
    'spanning-tree':
      'The switch sends spanning-tree packets on this port, and the board’s packets came late or stopped after its link came up.',
    'no-boot-files-asked':
      'The board took the address {{address}} from the station. After that it did not ask for a single boot file.',
    'file-missing':
      'The board asked for {{fileName}}. The station has no such file and said so. The board went no further.',
    'bootloader-too-old':
      'The board’s bootloader was built {{version}}. What is needed here works in bootloaders since {{minimum}}.',
    'no-network-in-boot-order': 'The board’s bootloader is set to BOOT_ORDER={{bootOrder}}.',
    'answers-lost':
      'The board asked for {{fileName}}. The station answered, more than once, and the board has confirmed none of the answers.',
    'transfer-stopped':
      'The board read {{read}} of {{size}} of {{fileName}} and then stopped confirming. The station sent the next part again and again.',
    'stopped-between-files':
      'The board read {{fileName}} to the end. After that it asked for no further file.',
    'agent-never-called':
      'The board read the kernel and the initramfs to the end. The agent that should run now has not called the station.',
    'went-silent': 'The agent asked for work, and then nothing came from the board any more.',
  },
  expected: {
    'offer-not-taken': 'A request for the offered address, within a second of the offer.',
    'foreign-dhcp':
      'A request for an address of this station, the only DHCP server on this network.',
    'spanning-tree':
      'Packets of the board within a few seconds after the power comes on: a board waits less long than spanning tree holds a port back ({{forwardDelaySeconds}} s twice).',
    'no-boot-files-asked':
      'A request for config.txt or start4.elf within a few seconds after the address.',
    'file-missing':
      'Requests for further files. Many files are optional, and a board goes on without them; this one it needs.',
    'bootloader-too-old': 'A bootloader of {{minimum}} or newer.',
    'no-network-in-boot-order':
      'A digit 2 (network) in BOOT_ORDER, read from right to left: for example 0xf21, storage first and then network.',
    'answers-lost': 'A confirmation of the first answer, within a second.',
    'transfer-stopped': 'A confirmation of every block, to the end of the file.',
    'stopped-between-files':
      'A request for the next file within a second or two, until kernel and initramfs are read.',
    'agent-never-called':
      'A call of the agent to the station over HTTP, within a minute after the last file.',
    'went-silent': 'A question for work every few seconds.',
  },
  cause: {
    'offer-not-taken':
      'Packets get lost on the way back: a bad cable, a firewall on this computer, or a switch that filters answers of DHCP servers (“DHCP snooping”).',
    'foreign-dhcp':
      'A router or another computer on the same switch gives addresses too, and was faster.',
    'spanning-tree':
      'The switch port waits for its spanning tree before it lets packets through. That takes longer than the board tries.',
    'no-boot-files-asked':
      'The board boots from its own storage, or its bootloader does not take our answer for one that it can boot from.',
    'file-missing':
      'The boot files of this station are incomplete for this model, or too old for it.',
    'bootloader-too-old': 'The board came with an old bootloader, or an old one was written to it.',
    'no-network-in-boot-order':
      'Somebody or an update has set the boot order without network. The board netboots only until its storage holds a system.',
    'answers-lost':
      'A firewall on this computer lets requests in and no answers out, or the cable or switch port works in one direction only.',
    'transfer-stopped':
      'The power or the cable was cut, the board hangs, or its bootloader can’t read files as large as this one.',
    'stopped-between-files':
      'A file that it has read does not start on this model, the board hangs, or its power or cable was cut.',
    'agent-never-called':
      'The kernel does not start on this model, does not know its network port, or a firewall on this computer blocks the station’s HTTP port.',
    'went-silent': 'The power or the cable was cut, or the board hangs.',
  },
  next: {
    'offer-not-taken':
      'Try another cable and switch port. Let DHCP (UDP 67 and 68) through this computer’s firewall. Turn off DHCP snooping for the port of this station. Then switch the board off and on.',
    'foreign-dhcp':
      'Find the device with the address {{server}} and take it off this switch, or let the station work beside it (settings: DHCP “proxy”). Then switch the board off and on.',
    'spanning-tree':
      'Set the switch port to “edge” or “PortFast”, or turn spanning tree off on it, or use a plain switch. Then switch the board off and on.',
    'no-boot-files-asked':
      'If it runs its own system: wanted netboot needs “network” before the storage in its boot order, or an empty storage. Otherwise bring its bootloader up to date. Then switch it off and on.',
    'file-missing':
      'Add the file to the boot files, or bring the boot files up to date (Doctor shows what is missing). Then switch the board off and on.',
    'bootloader-too-old':
      'Bring the bootloader up to date from Raspberry Pi OS (rpi-eeprom-update) or with Raspberry Pi Imager (bootloader image). Then switch the board off and on.',
    'no-network-in-boot-order':
      'Set BOOT_ORDER=0xf21 with rpi-eeprom-config from the running system, or with Raspberry Pi Imager (bootloader image).',
    'answers-lost':
      'Let TFTP (UDP 69 and the ports above 1024) through this computer’s firewall. Try another cable and switch port. Then switch the board off and on.',
    'transfer-stopped':
      'Look at power and cable, then switch the board off and on. If it stops at the same place again, bring its bootloader up to date.',
    'stopped-between-files':
      'Look at power and cable, then switch the board off and on. If it stops at the same place again, bring the boot files up to date, and connect a screen: its firmware may say there what is wrong.',
    'agent-never-called':
      'Connect a screen and look where it stops. Let the station’s HTTP port through this computer’s firewall. Bring the boot files up to date. Then switch the board off and on.',
    'went-silent':
      'Look at power and cable. A job that was open goes on when the board comes back.',
  },
} as const
