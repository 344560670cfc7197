import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Builds, unless nothing has changed since the last whole build; or takes one step of it: node src/build.js STEP.

const node = (...args) => execFileSync(process.execPath, args, { stdio: 'inherit' });

const STEPS = {
  kernels: () => import('./engine/assembly/compile.js'),
  sources: () => node('node_modules/typescript/bin/tsc', '--project', 'tsconfig.build.json'),
  bundle: () => node('node_modules/rolldown/bin/cli.mjs', '--config', 'src/rolldown.config.js'),
  declarations: () => import('./declarations.js'),
  schema: () => import('./json-schema.js'),
};

/** What the last whole build read, and some of what it wrote. */
const STAMP = 'dist/cache/build.sha256';
const WRITTEN = [STAMP, 'dist/programs/index.d.ts', 'configs/schema.json'];

/** Hash of all that a build reads. */
function fingerprint() {
  const entries = readdirSync('src', { recursive: true, withFileTypes: true });
  const sources = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const hash = createHash('sha256').update(process.version);
  for (const path of ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', ...sources.sort()]) {
    hash.update(`${path}\n`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

const current = fingerprint();
const isDone = WRITTEN.every((path) => existsSync(path)) && readFileSync(STAMP, 'utf8') === current;
const [step] = process.argv.slice(2);
// one step makes dist/ of other sources than the last build did
if (step || !isDone) rmSync(STAMP, { force: true });
if (step) await STEPS[step]();
else if (!isDone) {
  for (const take of Object.values(STEPS)) await take();
  writeFileSync(STAMP, current);
}
