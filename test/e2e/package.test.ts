import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { PROJECT, plainEnvironment, workplace } from '../fixtures/run-command.js';

const { folder, json, write } = workplace();
const PACKAGE = join(folder, 'node_modules/mnist-train');

/** As a user's `npm install` leaves it, but without a network: the tarball unpacked, links to its dependencies beside it. */
beforeAll(() => {
  const options = { cwd: PROJECT, env: plainEnvironment(), shell: process.platform === 'win32' };
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], options);
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  execFileSync('tar', ['-xzf', tarball], { cwd: folder });
  mkdirSync(join(folder, 'node_modules'));
  renameSync(join(folder, 'package'), PACKAGE);
  const { packages } = JSON.parse(readFileSync(join(PROJECT, 'package-lock.json'), 'utf8'));
  for (const [path, { dev }] of Object.entries<{ dev?: boolean }>(packages)) {
    if (dev || path.lastIndexOf('node_modules/') !== 0) continue; // what is deeper comes with the link
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(join(PROJECT, path), join(folder, path), 'junction');
  }
});

/** What may be in the tarball, with what must be. */
const CONTENT: readonly [pattern: RegExp, atLeast: readonly string[]][] = [
  [/^(?:package\.json|README\.md|LICENSE)$/, ['package.json', 'README.md', 'LICENSE']],
  [/^bin\/mnist-(?:train|eval)\.js$/, ['bin/mnist-train.js', 'bin/mnist-eval.js']],
  [
    /^configs\/[a-z0-9-]+\.(?:yaml|json)$/,
    ['configs/quickstart.yaml', 'configs/book-ch05.json', 'configs/schema.json'],
  ],
  [
    /^dist\/(?!bench\/|cli\/|engine\/simd\/kernels-|augment\/distort\.)(?:[a-z-]+\/)*[a-z0-9-]+\.(?:js|d\.ts)$/,
    ['dist/index.js', 'dist/index.d.ts'],
  ],
  [
    /^dist\/programs\/[\w-]+\.js$/,
    ['mnist-train', 'mnist-eval', 'run-seed', 'crew-worker'].map((name) => `dist/programs/${name}.js`),
  ],
  [/^dist\/page\/page\.(?:js|css)$/, ['dist/page/page.js', 'dist/page/page.css']],
  [/^dist\/(?:engine\/simd\/(?:kernels-float(?:32|64)|boards-module)|augment\/distort)\.wasm$/, []],
  [
    /^dist\/(?:engine\/simd\/kernels-float32|augment\/distort)\.d\.ts$/,
    ['dist/engine/simd/kernels-float32.d.ts', 'dist/augment/distort.d.ts'],
  ],
];

test('the package holds the built program, its configs and what explains it, and nothing else', () => {
  const names = readdirSync(PACKAGE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(PACKAGE.length + 1)
        .replaceAll('\\', '/'),
    );
  expect(names.filter((name) => !CONTENT.some(([pattern]) => pattern.test(name)))).toEqual([]);
  expect(names).toEqual(expect.arrayContaining(CONTENT.flatMap(([, atLeast]) => atLeast)));
  expect(names.filter((name) => name.endsWith('.wasm'))).toHaveLength(4);
});

test('nothing runs when it is installed', () => {
  const { scripts } = json('node_modules/mnist-train/package.json') as { scripts: Record<string, string> };
  expect(Object.keys(scripts).filter((name) => /install/.test(name))).toEqual([]);
});

test('it trains where nothing else is installed', () => {
  const program = join(PACKAGE, 'bin/mnist-train.js');
  const config = readFileSync(join(PACKAGE, 'configs/quickstart.yaml'), 'utf8');
  write('quickstart.yaml', `${config}\ndata: { limit: { train: 600, test: 100 } }\n`); // to draw 70,000 digits takes long
  const flags = ['--config', 'quickstart.yaml', '--iterations', '3', '--quiet', '--offline'];
  // a linked dependency finds its own beside the link
  execFileSync(process.execPath, ['--preserve-symlinks', program, ...flags], { cwd: folder, env: plainEnvironment() });
  expect(json('runs/quickstart/run.json')).toMatchObject({ status: 'finished' });
});
