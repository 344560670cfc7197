import { Command } from 'commander';
import { afterEach, expect, test, vi } from 'vitest';
import { runProgram } from '../../../src/cli/program/run-program.js';
import { TrainerError } from '../../../src/errors.js';

const streams = [process.stdout, process.stderr];
const listeners = streams.map((stream) => stream.listeners('error'));
// the threads of earlier tests in this process listen too
for (const stream of streams) stream.setMaxListeners(Number.POSITIVE_INFINITY);

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  for (const [i, stream] of streams.entries()) {
    for (const listener of stream.listeners('error')) {
      if (!listeners[i].includes(listener)) stream.off('error', listener as () => void);
    }
  }
});

/** What a program prints on stderr whose action throws the error, and its exit code. */
async function ended(error: unknown) {
  const said: unknown[] = [];
  vi.spyOn(process, 'argv', 'get').mockReturnValue(['node', 'tool']);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(text) > 0);
  await runProgram(
    new Command('tool').action(() => {
      throw error;
    }),
  );
  return { code: process.exitCode, stderr: said.join('') };
}

test('a mistake ends with one sentence and a hint', async () => {
  expect(await ended(new TrainerError('MODEL_READ', 'x.json: no\nsuch \x1b[2J', { hint: 'look' }))).toEqual({
    code: 5,
    stderr: 'tool: MODEL_READ: x.json: no\nsuch \\x1b[2J\n  hint: look\n',
  });
});

test('a bug ends with its stack, or with what was thrown', async () => {
  const begin = 'tool: this is a bug of tool, please report it:\n';
  const { code, stderr } = await ended(new TypeError('oops'));
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(new RegExp(`^${begin}TypeError: oops\n +at .*run-program`)),
  ]);
  expect(await ended('text')).toEqual({ code: 1, stderr: `${begin}text\n` });
  expect(await ended(undefined)).toEqual({ code: 1, stderr: `${begin}undefined\n` });
});
