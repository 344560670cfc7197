import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PROJECT, programPath } from '../../fixtures/run-command.js';

/**
 * A program that listens for signals, prints each one, and keeps running. Its clock stands still; SIGUSR2 is another Ctrl-C at
 * the same moment, and advances the clock.
 */
const STUBBORN = `
  let now = 1000;
  performance.now = () => now;
  process.on('SIGUSR2', () => {
    process.emit('SIGINT');
    now += 1000;
    console.log('later');
  });
  import { listenForSignals } from ${JSON.stringify(new URL('dist/cli/program/interrupt.js', pathToFileURL(PROJECT)).href)};
  const signal = listenForSignals();
  signal.addEventListener('abort', () => console.log(signal.reason.message));
  setInterval(() => {}, 60_000);
  console.log('listening');`;

describe.skipIf(process.platform === 'win32')('a program that keeps running after the first signal', () => {
  test('exits at the second signal, but counts a doubled Ctrl-C as one', async () => {
    programPath('mnist-train'); // throws if dist/ is missing
    const child = spawn(process.execPath, ['--input-type=module', '--eval', STUBBORN], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let heard = '';
    const closed = new Promise((resolve) => child.on('close', (code) => resolve(code)));
    child.stdout.on('data', (text) => {
      heard += text;
    });
    await expect.poll(() => heard).toBe('listening\n');
    child.kill('SIGINT');
    await expect.poll(() => heard).toBe('listening\nstopped by SIGINT\n');
    child.kill('SIGUSR2');
    await expect.poll(() => heard).toBe('listening\nstopped by SIGINT\nlater\n');
    child.kill('SIGTERM');
    expect(await closed).toBe(143);
    expect(heard).toBe('listening\nstopped by SIGINT\nlater\n');
  });
});
