/** What to look at when no board appears. */
export const firstSteps = {
  title: 'No boards yet',
  lead: 'A board appears here as soon as it asks for an address. If one does not:',
  cable: 'Cable',
  cableText:
    'The board’s Ethernet port and this station’s port are in the same switch, and their lights are on. Wi-Fi does not netboot.',
  power: 'Power',
  powerText:
    'Switch the board on after the cable is in. It asks for an address only in the first seconds.',
  bootOrder: 'Boot order',
  bootOrderText:
    'The bootloader’s BOOT_ORDER must contain network (2). A board with a system on its storage boots that first.',
  switchPort: 'Switch port',
  switchPortText:
    'A managed switch with spanning tree holds a port back for 30 seconds, longer than a board waits. Turn on “edge” or “PortFast” for it.',
  demo: 'No board at hand? Simulated boards do all the same:',
  demoCommand: 'npm run demo',
} as const
