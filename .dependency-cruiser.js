/** The folders of src/ from the top down: imports point only downwards. */
export const FLOORS = [
  'bench',
  'cli',
  'live',
  'page',
  'index.ts',
  'run',
  'report',
  'config',
  'training',
  'export',
  'book',
  'gradient',
  'network',
  'layers',
  'dataset',
  'augment',
  'engine',
  'documents',
  'image',
  'random',
  'files',
];

export default {
  forbidden: [
    {
      name: 'circle',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    ...FLOORS.slice(1).map((floor, i) => ({
      name: `${floor}-imports-upwards`,
      severity: 'error',
      from: { path: `^src/${floor}(/|$)` },
      to: { path: `^src/(${FLOORS.slice(0, i + 1).join('|')})(/|$)` },
    })),
    {
      name: 'folder-without-a-floor',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: `^src/(${FLOORS.join('|')})/` },
      to: {},
    },
  ],
  options: { tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' } },
};
