/** The way from nothing to the first deployed board. */
export const firstSteps = {
  title: 'From a cable to a deployed board',
  lead: 'Four steps. Each is ticked off by itself when the station sees that it is done.',
  guide: 'First steps',
  step: 'Step {{number}}',
  done: 'done',
  current: 'now',
  hide: 'Hide the first steps',
  port: 'Choose the network port',
  portText:
    'The port that leads to the boards. Never the one with internet: the station answers on it as DHCP server.',
  portDone: 'Serving on {{port}}',
  portsLoading: 'Looking at the network ports…',
  portsNone: 'This computer has no further network port. A USB network adapter does well.',
  portChoose: 'Serve on {{port}}',
  portLink: 'link',
  portNoLink: 'no link',
  portInternet: 'has internet',
  portSpeed: '{{speed}} Mbit/s',
  settings: 'All settings',
  boards: 'Connect and power the boards',
  boardsText:
    'Boards and this port in the same switch, then switch the boards on. Each appears here within seconds.',
  boardsPicture:
    'This computer’s network port and the boards are plugged into the same switch; the boards have power.',
  pictureStation: 'Station',
  pictureSwitch: 'Switch',
  pictureBoards: 'Boards',
  trouble: 'Nothing appears?',
  image: 'Import an image',
  imageText: 'The operating system for the boards, as a file or from a web address.',
  imageDone_one: '{{count}} image',
  imageDone_other: '{{count}} images',
  goToImages: 'Import an image',
  deploy: 'Deploy',
  deployText: 'Choose Deploy on a board, look at what will be erased, and confirm.',
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
  demo: 'No board at hand?',
  demoText:
    'Simulated boards do all the same, with a station of their own: nothing of yours is touched.',
  demoStart: 'Try with simulated boards',
  demoStarting: 'Starting simulated boards…',
  demoRuns: 'Simulated boards run.',
  demoOpen: 'Open their bench',
  demoStop: 'Stop them',
} as const
