import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PROJECT, programPath } from '../../fixtures/run-command.js';

/** Listens, says so, says what it hears, and goes on for as long as it is let. */
const STUBBORN = `
  import { listenForSignals } from ${JSON.stringify(new URL('dist/cli/program/interrupt.js', pathToFileURL(PROJECT)).href)};
  const signal = listenForSignals();
  signal.addEventListener('abort', () => console.log(signal.reason.message));
  setTimeout(() => {}, 60_000);
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
