import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readModel } from '../../src/export/read-model.js';
import { PROJECT, plainEnvironment, programPath, workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const { folder, write, read, json, runWarm } = workplace();

const CTRL_C = '\x03';
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';

interface Session {
  readonly columns?: number;
  /** A key to press when a text appears. */
  readonly keys?: readonly (readonly [after: string, key: string])[];
  /** A file to redirect stdout to. */
  readonly stdout?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Needs Python 3.9 for its pty module. */
function withoutTerminal(): boolean {
  const works = spawnSync('python3', ['-c', 'import os, pty; os.waitstatus_to_exitcode']).status === 0;
  if (!works) console.warn('SKIPPED: no python3 with a pty module here, so nothing is tested on a terminal');
  return !works;
}

/** The command to run, of this program or another one. */
function onTerminal(command: string, { env, ...session }: Session = {}): Promise<{ output: string; code: number }> {
  const [name, ...args] = command.split(' ');
  const plan = { columns: 100, ...session, argv: [...own(name), ...args] };
  const child = spawn('python3', [join(PROJECT, 'test/fixtures/terminal.py'), JSON.stringify(plan)], {
    cwd: folder,
    env: { ...plainEnvironment(), TERM: 'xterm', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let answer = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    answer += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(JSON.parse(answer)));
  });
}

function own(name: string): string[] {
  return name.startsWith('mnist-') ? [process.execPath, programPath(name)] : [name];
}

function hasColour(output: string): boolean {
  return output
    .split('\x1b[')
    .slice(1)
    .some((part) => /^[\d;]*m/.test(part));
}

function expectCursorBack(output: string): void {
  expect(output).toContain(HIDE_CURSOR);
  expect(output.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(output.lastIndexOf(HIDE_CURSOR));
}

describe.skipIf(withoutTerminal()).concurrent('on a terminal', () => {
  beforeAll(() => {
    writeFiles(`${folder}/data`, tinyDataset({ train: 3000, test: 100 }).idx, '');
    const base = { dataset: 'custom', hidden: [8], batchSize: 10, evaluateEvery: 200 };
    write('run.json', { ...base, iterations: 401 });
    write('long.json', { ...base, iterations: 10_000_000 });
    write('check.json', { ...base, init: { std: 0.5 } });
  });

  test('a run shows progress bars on stderr and keeps its evaluations there; results go to stdout', async () => {
    const { output, code } = await onTerminal('mnist-train --config run.json', { stdout: join(folder, 'results.txt') });
    expect(code).toBe(0);
    expect(read('results.txt')).toMatch(/^401 iterations on custom in /);
    expect(read('results.txt')).not.toContain('\x1b');
    expect(output).toMatch(/ train [█░]{5,24} \d+% \d+\/401 {2}ETA .* loss \d\.\d{4} /);
    expect(output).toMatch(/ test 0\.\d{4} {2}\d+ it\/s/);
    expect(
      output.match(/iteration +\d+ {2}epoch +\d+ {2}loss \d\.\d{4} {2}train 0\.\d{4} {2}test 0\.\d{4}\r\n/g),
    ).toHaveLength(3);
    expect(output).not.toContain('Infinity');
    expect(hasColour(output)).toBe(false);
    expectCursorBack(output);
  });

  test('Ctrl-C saves the run and shows the cursor again', async () => {
    const { output, code } = await onTerminal('mnist-train --config long.json', {
      keys: [['iteration   201', CTRL_C]],
    });
    expect(code).toBe(130);
    expectCursorBack(output);
    expect(output).toContain(' of 10,000,000 iterations on custom in ');
    expect(output.endsWith('mnist-train: stopped by SIGINT\r\n')).toBe(true);
    await readModel(join(folder, 'runs/long/model.json'));
  });

  test('a run is saved when the terminal is closed', async () => {
    await onTerminal('mnist-train --config long.json --output runs/hang-up', {
      keys: [['iteration   201', 'HANG UP']],
    });
    // Ignore the exit code: Node may abort at exit if it cannot restore the terminal.
    expect(json('runs/hang-up/run.json').status).toBe('interrupted');
    await readModel(join(folder, 'runs/hang-up/model.json'));
  });

  test('no bar is wider than the terminal, and no notice is cut', async () => {
    const { output } = await onTerminal('mnist-train --config run.json --output runs/narrow', { columns: 40 });
    const bars = output.split('\x1b').flatMap((part) => part.match(/ (train|evaluate) [█░]+[^\r\n]*/g) ?? []);
    expect(bars.length).toBeGreaterThan(0);
    for (const bar of bars) expect(bar.length).toBeLessThanOrEqual(40);
    expect(output).toMatch(/iteration {3}401 .* loss \d\.\d{4}\r\n {2}train 0\.\d{4} {2}test 0\.\d{4}\r\n/);
    expect(output).not.toContain('\x1b[?7l'); // this would turn off line wrapping
  });

  test.each(['mnist-train --help', 'mnist-eval --help', 'mnist-train'])(
    '%s fits 40 columns, except for commands',
    async (words) => {
      const { output } = await onTerminal(words, { columns: 40 });
      const lines = output.split('\r\n').filter((line) => !/^(Usage:| {2}mnist-)/.test(line));
      expect(lines.length).toBeGreaterThan(20);
      for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(40);
    },
  );

  test('mnist-eval shows the worst mistake as a picture, in ASCII on a terminal without Unicode', async () => {
    await runWarm('mnist-train --config run.json --output runs/seen');
    const evaluate = 'mnist-eval runs/seen/model.json';
    const [colourful, plain] = await Promise.all([
      onTerminal(evaluate, { env: { LC_ALL: 'C.UTF-8', TERM: 'xterm-256color' } }),
      onTerminal(evaluate, { env: { LC_ALL: 'C' } }),
    ]);
    expect([colourful.code, plain.code]).toEqual([0, 0]);
    const [, picture] = colourful.output.split(/worst mistake: test image \d+ is \d .*\r\n\r\n/);
    expect(picture.slice(2)).toMatch(/^.\[38;5;\d+;48;5;\d+m▀/);
    expect(plain.output).toMatch(/accuracy[\r\n -~]*worst mistake: .*\r\n\r\n(?: {2}[ -~]{28}\r\n){14}/);
  });

  test('a terminal without escapes and UTF-8 gets plain ASCII, and tables fit 80 columns', async () => {
    const env = { LC_ALL: 'C', TERM: 'dumb' };
    const sessions = ['--config run.json --output runs/dumb', 'gradcheck --config check.json --samples 3 --steps 1'];
    const ended = await Promise.all(sessions.map((words) => onTerminal(`mnist-train ${words}`, { columns: 80, env })));
    for (const { output, code } of ended) {
      expect(code).toBe(0);
      expect(output).toMatch(/^[\r\n -~]+$/);
    }
    for (const line of ended[1].output.split('\r\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('bash completes the value after a flag’s =', async () => {
    const script = (await runWarm('mnist-train completion bash')).stdout;
    write('bashrc', `${script}mnist-train() { printf 'got %s\\n' "$@"; }\nPS1='ready> '\n`);
    write('some/my-net.json', {});
    const { output } = await onTerminal('bash --noprofile --rcfile bashrc -i', {
      keys: [['ready> ', 'mnist-train --optimizer=mo\t--config=some/\t --precision=\t64\rexit\r']],
    });
    const got = ['--optimizer=momentum', '--config=some/my-net.json', '--precision=float64'];
    expect(output).toContain(got.map((word) => `got ${word}\r\n`).join(''));
  });

  test('colours can be turned off', async () => {
    const check = 'mnist-train gradcheck --config check.json --samples 1 --steps 0';
    const [plain, refused] = await Promise.all([onTerminal(check), onTerminal(check, { env: { NO_COLOR: '1' } })]);
    expect([plain.code, refused.code]).toEqual([0, 0]);
    expect(plain.output).toContain('\x1b[32mRIGHT\x1b[0m');
    expect(refused.output).toContain('RIGHT');
    expect(hasColour(refused.output)).toBe(false);
  });
});
