// Who may import whom: ARCHITECTURE.md tells why. `npm run check` fails when one of these is broken.
// Do not relax a rule to get a build through: the border is worth more than the import.
// biome-ignore lint/style/noDefaultExport: dependency-cruiser reads the default export
export default {
  forbidden: [
    border(
      'contract-is-plain',
      '^contract/',
      '^(station|electron|headless|renderer|simulator|test|scripts)/',
    ),
    {
      name: 'contract-has-no-node',
      severity: 'error',
      from: { path: '^contract/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    border(
      'station-knows-no-shell',
      '^station/',
      '^(electron|headless|renderer|simulator|test|scripts)/',
    ),
    border(
      'electron-knows-station-only',
      '^electron/',
      '^(headless|renderer|simulator|test|scripts)/',
    ),
    border('headless-has-no-window', '^headless/', '^(electron|renderer|test|scripts)/'),
    border(
      'renderer-knows-the-contract-only',
      '^renderer/',
      '^(station|electron|headless|simulator|test|scripts)/',
    ),
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '(\\.test\\.tsx?|vite\\.config\\.ts)$' },
      to: { dependencyTypes: ['core'] },
    },
    border(
      'simulator-knows-codecs-only',
      '^simulator/',
      '^(electron|headless|renderer|test|scripts)/',
    ),
    {
      name: 'simulator-knows-codecs-only-of-station',
      severity: 'error',
      from: { path: '^simulator/', pathNot: '\\.test\\.ts$' },
      to: { path: '^station/', pathNot: '^station/protocols/' },
    },
    {
      name: 'protocols-and-platform-stand-alone',
      severity: 'error',
      from: { path: '^station/(protocols|platform)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^station/', pathNot: '^station/$1/' },
    },
    {
      name: 'subjects-do-not-know-one-another',
      severity: 'error',
      from: {
        path: '^station/(netboot|usbboot|usb-link|drives|nodes|power|consoles|images)/',
        pathNot: '\\.test\\.ts$',
      },
      to: {
        path: '^station/(netboot|usbboot|usb-link|drives|nodes|power|consoles|images|provisioning)/',
        pathNot: '^station/$1/',
      },
    },
    {
      name: 'only-builder-and-router-see-everything',
      severity: 'error',
      from: { path: '^station/[a-z-]+/', pathNot: '(^station/router/|\\.test\\.ts$)' },
      to: { path: '^station/[a-z-]+\\.ts$' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|\\.cache|build)/' },
    parser: 'swc',
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] },
  },
}

function border(name, from, to) {
  return { name, severity: 'error', from: { path: from }, to: { path: to } }
}
