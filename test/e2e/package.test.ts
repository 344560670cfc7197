import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { PROJECT, plainEnvironment, workplace } from '../fixtures/run-command.js';

const { folder, files, json, read, write } = workplace();
const PACKAGE = join(folder, 'node_modules/mnist-train');
const MOST_BYTES = 462_000;
let packedBytes: number;

/** The result of `npm install` without a network: the unpacked tarball, and links to its dependencies. */
beforeAll(() => {
  const options = { cwd: PROJECT, env: plainEnvironment(), shell: process.platform === 'win32' };
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], options);
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  packedBytes = statSync(join(folder, tarball)).size;
  execFileSync('tar', ['-xzf', tarball], { cwd: folder });
  mkdirSync(join(folder, 'node_modules'));
  renameSync(join(folder, 'package'), PACKAGE);
  const { packages } = JSON.parse(readFileSync(join(PROJECT, 'package-lock.json'), 'utf8'));
  for (const [path, { dev }] of Object.entries<{ dev?: boolean }>(packages)) {
    if (dev || path.lastIndexOf('node_modules/') !== 0) continue; // deeper folders come with the link
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(join(PROJECT, path), join(folder, path), 'junction');
  }
});

/** The files that may be in the tarball, and those that must be. */
const CONTENT: readonly [pattern: RegExp, atLeast: readonly string[]][] = [
  [/^(?:package\.json|README(?:\.zh)?\.md|LICENSE)$/, ['package.json', 'README.md', 'README.zh.md', 'LICENSE']],
  [/^bin\/mnist-(?:train|eval)\.js$/, ['bin/mnist-train.js', 'bin/mnist-eval.js']],
  [
    /^configs\/[a-z0-9-]+\.(?:yaml|json)$/,
    ['configs/quickstart.yaml', 'configs/book-ch05.json', 'configs/schema.json'],
  ],
  [
    /^dist\/programs\/[\w-]+\.js$/,
    ['mnist-train', 'mnist-eval', 'one-run', 'crew-worker', 'index'].map((name) => `dist/programs/${name}.js`),
  ],
  [/^dist\/programs\/(?:index\.d\.ts|licences\.txt)$/, ['dist/programs/index.d.ts', 'dist/programs/licences.txt']],
  [
    /^dist\/page\/(?:page\.(?:js|css)|worker\.js)\.br$/,
    ['dist/page/page.js.br', 'dist/page/page.css.br', 'dist/page/worker.js.br'],
  ],
  [/^dist\/(?:engine\/simd\/(?:kernels-float(?:32|64)|queues-module)|augment\/distort)\.wasm$/, []],
];

/** All files, with paths relative to the package. */
function packedFiles(): string[] {
  return readdirSync(PACKAGE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(PACKAGE.length + 1)
        .replaceAll('\\', '/'),
    );
}

test('the package holds the built program, its configs and its documents, and nothing else', () => {
  expect(files('node_modules/mnist-train')).toEqual([
    'LICENSE',
    'README.md',
    'README.zh.md',
    'bin',
    'configs',
    'dist',
    'package.json',
  ]);
  const names = packedFiles();
  expect(names.filter((name) => !CONTENT.some(([pattern]) => pattern.test(name)))).toEqual([]);
  expect(names).toEqual(expect.arrayContaining(CONTENT.flatMap(([, atLeast]) => atLeast)));
  expect(names.filter((name) => name.endsWith('.wasm'))).toHaveLength(4);
});

test(`packed it is smaller than ${MOST_BYTES} bytes`, () => {
  expect(packedBytes).toBeLessThan(MOST_BYTES);
});

test('it has no install scripts', () => {
  const { scripts } = json('node_modules/mnist-train/package.json') as { scripts: Record<string, string> };
  expect(Object.keys(scripts).filter((name) => /install|prepare|prepublish/.test(name))).toEqual([]);
});

test('it has no source maps, only English messages, and the licences of bundled packages', () => {
  const text = packedFiles()
    .filter((name) => /\.(?:js|ts)$/.test(name))
    .map((name) => read(`node_modules/mnist-train/${name}`))
    .join();
  expect(text).not.toContain('sourceMappingURL');
  expect(text).not.toContain('Ungültige Eingabe'); // zod has messages in forty languages
  const licences = read('node_modules/mnist-train/dist/programs/licences.txt').split('\n\n---\n\n');
  for (const name of ['commander', 'cli-progress', 'jpeg-js', 'ndarray', 'ndarray-ops', 'pngjs', 'yaml', 'zod']) {
    expect(licences).toContainEqual(expect.stringMatching(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\n\n`)));
  }
  for (const licence of licences) expect(licence).toMatch(/permission|redistribution/i);
});

test('the page has the licences of bundled packages', () => {
  const page = String(brotliDecompressSync(readFileSync(join(PACKAGE, 'dist/page/page.js.br'))));
  expect(page).toMatch(/^uplot \d+\.\d+\.\d+\n\n/m);
});

test('it trains without anything else installed', () => {
  const program = join(PACKAGE, 'bin/mnist-train.js');
  const config = readFileSync(join(PACKAGE, 'configs/quickstart.yaml'), 'utf8');
  write('quickstart.yaml', `${config}\ndata: { limit: { train: 600, test: 100 } }\n`); // drawing 70,000 digits takes long
  const flags = ['--config', 'quickstart.yaml', '--iterations', '3', '--quiet', '--offline'];
  // a linked dependency finds its own dependencies next to the link
  execFileSync(process.execPath, ['--preserve-symlinks', program, ...flags], { cwd: folder, env: plainEnvironment() });
  expect(json('runs/quickstart/run.json')).toMatchObject({ status: 'finished' });
});

/** The few types of Node that the declarations use; checking all of Node's types takes long. */
const ENVIRONMENT = 'interface AbortSignal {}\ndeclare const console: { log(...words: unknown[]): void };\n';

const LIBRARY_PROGRAM = `
import { array, createSimdEngine, type Dataset, loadInto, type Parameters, Philox, planRun, readImage } from 'mnist-train';
import { resolveConfig, startRun, train, type TrainingOptions, TwoLayerNet, type TwoLayerNetOptions } from 'mnist-train';

export const engine = createSimdEngine('float64', { threads: 2 });
const settings: TwoLayerNetOptions = { activation: 'sigmoid', engine };
export const net = new TwoLayerNet(4, 3, 2, settings);
const half = { images: Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 9), labels: Uint8Array.of(0, 1), count: 2 };
const dataset: Dataset = { name: 'two', rows: 2, columns: 2, classes: 2, hashes: {}, train: half, test: half };
// types without a name, for the declarations
export const data = loadInto(engine, dataset);
export const config = resolveConfig({ dataset: 'strokes', optimizer: 'adam' });
export const params: Parameters = net.params;
export const { weightDecay } = net;
export const matrix = array([[1, 2]]);
export const records = (gradient: TrainingOptions['gradient']) =>
  train(net, data, { gradient, sampling: 'shuffle', batchSize: 2, learningRate: 1, iterations: 2, evaluateEvery: 1 }, new Philox(0, 1));
export const later = async (path: string) => ({ run: await startRun(await planRun(path)), image: await readImage(path) });
for (const gradient of ['backprop', 'numerical'] as const) {
  for await (const record of records(gradient)) if (record.kind === 'loss') console.log(gradient, record.loss < 1);
}
console.log(config.optimizer.name, config.learningRate, params.W1.shape);
`;

test('a TypeScript program compiles against its declarations, and runs', () => {
  write('program.mts', LIBRARY_PROGRAM);
  write('environment.d.ts', ENVIRONMENT);
  const checks = { strict: true, declaration: true, skipLibCheck: false, skipDefaultLibCheck: true };
  const compilerOptions = { ...checks, target: 'es2023', lib: ['es2023'], types: [], module: 'nodenext', rootDir: '.' };
  write('tsconfig.json', { compilerOptions, files: ['program.mts', 'environment.d.ts'] });
  const run = (...args: string[]) => {
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: folder,
      env: plainEnvironment(),
      encoding: 'utf8',
    });
    return stdout + stderr;
  };
  expect(run(join(PROJECT, 'node_modules/typescript/bin/tsc'), '--preserveSymlinks')).toBe('');
  expect(read('program.d.mts')).toContain('import("mnist-train").TrainingData');
  expect(run('--preserve-symlinks', 'program.mjs').trim().split('\n')).toEqual([
    'backprop true',
    'backprop true',
    'numerical true',
    'numerical true',
    'adam 0.001 [ 4, 3 ]',
  ]);
});
