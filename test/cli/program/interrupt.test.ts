import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PROJECT, programPath } from '../../fixtures/run-command.js';

/**
 * Listens, says so, says what it hears, and goes on for as long as it is let. Its clock stands; SIGUSR2 is one more Ctrl-C at
 * the same moment, and sets the clock on.
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

describe.skipIf(process.platform === 'win32')('work that does not end at the first signal', () => {
  test('ends at once at the second, but one Ctrl-C that comes twice is the first', async () => {
    programPath('mnist-train'); // says so when dist/ is missing
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
