import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { PROJECT, plainEnvironment } from '../fixtures/run-command.js';
import { PATIENCE, report, times } from './torture.js';

interface Files {
  readonly what: string;
  readonly kinds: readonly string[];
  /** Of each kind. */
  readonly inputs: number;
}

const FILES: readonly Files[] = [
  {
    what: 'a damaged IDX, gzip, config, model or checkpoint file',
    kinds: ['idx', 'gzip', 'json', 'yaml', 'model', 'checkpoint'],
    inputs: times(150, 166_667),
  },
  {
    what: 'a damaged npz, pickle or safetensors file',
    kinds: ['npz', 'npy', 'pkl', 'safetensors'],
    inputs: times(150, 250_000),
  },
];
/** A seed of its own under torture: every night other inputs. It is part of the report when something goes wrong. */
const SEED = times(1, Date.now() % 2 ** 31);

// in memory where there is such a folder: the driver writes every input to a file
const shared = '/dev/shm';
const folder = mkdtempSync(join(existsSync(shared) ? shared : tmpdir(), 'mnist-train-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(FILES)(
  '$what is read or refused with a sentence, by a process of 256 MB that lives on and may start no other',
  async ({ what, kinds, inputs }) => {
    const { code, stdout, stderr } = await drive(kinds, inputs);
    // what ended the process is in the file it was reading
    const files =
      code === 0 ? [] : readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]);
    expect({ code, stderr, files, seed: SEED }).toEqual({ code: 0, stderr: '', files: [], seed: SEED });
    const { wrong, peakBytes } = JSON.parse(stdout);
    const injected = kinds.length * inputs;
    report({
      fault: what,
      injected,
      survived: injected - wrong.length,
    });
    expect({ wrong, seed: SEED }).toEqual({ wrong: [], seed: SEED });
    expect(peakBytes).toBeLessThan(300e6);
  },
  PATIENCE,
);

/** No process, no thread, and no file outside the folder. */
const PERMISSIONS = [
  process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission',
  '--disable-warning=ExperimentalWarning',
  '--allow-fs-read=*',
  `--allow-fs-write=${folder}/*`,
];

/** Runs the driver to its end, or kills it when it hangs. */
function drive(
  kinds: readonly string[],
  inputs: number,
): Promise<{ code: number | NodeJS.Signals | null; stdout: string; stderr: string }> {
  const driver = join(PROJECT, 'test/torture/fuzz-driver.mjs');
  const flags = [...PERMISSIONS, '--max-old-space-size=256'];
  const child = spawn(process.execPath, [...flags, driver, folder, String(inputs), String(SEED), ...kinds], {
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
