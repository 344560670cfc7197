import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PROJECT, programPath } from '../../fixtures/run-command.js';

/** A program that listens for signals, prints each one, and keeps running. */
const STUBBORN = `
  import { listenForSignals } from ${JSON.stringify(new URL('dist/cli/program/interrupt.js', pathToFileURL(PROJECT)).href)};
  const signal = listenForSignals();
  signal.addEventListener('abort', () => console.log(signal.reason.message));
  setTimeout(() => {}, 60_000);
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
    await expect.poll(() => heard, { timeout: 10_000 }).toBe('listening\n');
    child.kill('SIGINT');
    await expect.poll(() => heard, { timeout: 10_000 }).toBe('listening\nstopped by SIGINT\n');
    child.kill('SIGINT');
    await sleep(400);
    expect(child.exitCode).toBe(null);
    child.kill('SIGTERM');
    expect(await closed).toBe(143);
    expect(heard).toBe('listening\nstopped by SIGINT\n');
  });
});
