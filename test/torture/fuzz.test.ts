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
  /** Number of inputs of each kind. */
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
    inputs: times(50, 250_000),
  },
];
/** Under torture a new seed every time, so the inputs differ. The report of a failure has it. */
const SEED = times(1, Date.now() % 2 ** 31);

// in memory if possible, because the driver writes every input to a file
const shared = '/dev/shm';
const folder = mkdtempSync(join(existsSync(shared) ? shared : tmpdir(), 'mnist-train-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(FILES)(
  '$what is read, or rejected with one sentence, in 256 MB and without child processes',
  async ({ what, kinds, inputs }) => {
    const { code, stdout, stderr } = await drive(kinds, inputs);
    // the input that ended the process is still in the folder
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

/** Forbids child processes, threads and files outside the folder. */
const PERMISSIONS = [
  process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission',
  '--disable-warning=ExperimentalWarning',
  '--allow-fs-read=*',
  `--allow-fs-write=${folder}/*`,
];

/** Runs the driver, and kills it if it hangs. */
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
