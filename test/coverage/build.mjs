import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { RAW } from './provider.mjs';

const run = (...words) =>
  execFileSync('npx', words, { stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });

/** Builds the programs with source maps before all tests, and without them after. */
export function setup() {
  mkdirSync(RAW, { recursive: true });
  run('rolldown', '--config', 'test/coverage/rolldown.config.js');
  return () => {
    run('rolldown', '--config', 'src/rolldown.config.js');
    execFileSync(process.execPath, ['src/declarations.js']);
  };
}
