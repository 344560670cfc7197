import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const STAMP = 'dist/cache/kernels.sha256';

/** A hash of the kernel sources, their compiler, and the names of all sources. */
function fingerprint() {
  const hash = createHash('sha256').update(readFileSync('package-lock.json'));
  for (const path of readdirSync('src', { recursive: true }).sort()) {
    hash.update(`${path}\n`);
    if (/[\\/]assembly[\\/].*\.\w+$/.test(path)) hash.update(readFileSync(join('src', path)));
  }
  return hash.digest('hex');
}

async function compile() {
  const { default: asc } = await import('assemblyscript/asc');
  // One process compiles all modules: loading the compiler takes three seconds, a module one.
  for (const config of [
    ['src/engine/assembly/asconfig.json', '--target', 'float32'],
    ['src/engine/assembly/asconfig.json', '--target', 'float64'],
    ['src/engine/assembly/queues/asconfig.json'],
    ['src/augment/assembly/asconfig.json'],
    ['src/bench/assembly/asconfig.json'],
  ]) {
    const { error } = await asc.main(['--config', ...config], { stdout: process.stdout, stderr: process.stderr });
    if (error) throw error;
  }
}

// If the fingerprint is unchanged, dist/ stays and tsc compiles incrementally. Otherwise dist/ is removed, so no output
// of a deleted source remains.
const current = fingerprint();
if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== current) {
  rmSync('dist', { recursive: true, force: true });
  await compile();
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, current);
}
