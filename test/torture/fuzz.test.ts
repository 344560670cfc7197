import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { PROJECT, plainEnvironment } from '../fixtures/run-command.js';
import { PATIENCE, report, times } from './torture.js';

const KINDS = 6;
/** Of each kind. */
const INPUTS = times(150, 166_667);
/** A seed of its own under torture: every night other inputs. It is part of the report when something goes wrong. */
const SEED = times(1, Date.now() % 2 ** 31);

// in memory where there is such a folder: the driver writes every input to a file
const shared = '/dev/shm';
const folder = mkdtempSync(join(existsSync(shared) ? shared : tmpdir(), 'mnist-train-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  'a damaged file of any kind is read or refused with a sentence, by a process of 256 MB that lives on',
  async () => {
    const { code, stdout, stderr } = await drive();
    // what ended the process is in the file it was reading
    const files =
      code === 0 ? [] : readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]);
    expect({ code, stderr, files, seed: SEED }).toEqual({ code: 0, stderr: '', files: [], seed: SEED });
    const { wrong, peakBytes } = JSON.parse(stdout);
    const injected = KINDS * INPUTS;
    report({
      fault: 'a damaged IDX, gzip, config, model or checkpoint file',
      injected,
      survived: injected - wrong.length,
    });
    expect({ wrong, seed: SEED }).toEqual({ wrong: [], seed: SEED });
    expect(peakBytes).toBeLessThan(300e6);
  },
  PATIENCE,
);

/** Runs the driver to its end, or kills it when it hangs. */
function drive(): Promise<{ code: number | NodeJS.Signals | null; stdout: string; stderr: string }> {
  const driver = join(PROJECT, 'test/torture/fuzz-driver.mjs');
  const child = spawn(process.execPath, ['--max-old-space-size=256', driver, folder, String(INPUTS), String(SEED)], {
    env: plainEnvironment(),
    timeout: 0.9 * PATIENCE,
    killSignal: 'SIGKILL',
  });
  const heard = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      heard[stream] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? signal, ...heard }));
  });
}
