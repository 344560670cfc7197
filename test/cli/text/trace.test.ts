import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { againstText } from '../../../src/cli/text/trace.js';
import { resolveConfig } from '../../../src/config/load.js';
import type { FileArray, FileArrays } from '../../../src/export/file-array.js';
import { npzArrays, npzBytes } from '../../../src/export/npz.js';
import { SILENT } from '../../../src/run/observer.js';
import { traceAgainst } from '../../../src/run/trace/against.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';

/** A step by NumPy, with some arrays changed. */
function step(change: (array: FileArray, name: string) => FileArray = (array) => array): FileArrays {
  const arrays = npzArrays(readFileSync(new URL('../../fixtures/trace/right.npz', import.meta.url)));
  return new Map(Array.from(arrays, ([name, array]) => [name, change(array, name)]));
}

async function text(arrays: FileArrays, isColoured = false): Promise<string> {
  const path = join(temporaryFolder(), 'mine.npz');
  writeFileSync(path, npzBytes(arrays));
  const options = { step: 1, hasConfig: false, hasActivation: true };
  return againstText(
    await traceAgainst(path, resolveConfig({ loss: 'book' }), options, { observer: SILENT }),
    isColoured,
  );
}

const numbers = (array: FileArray, f: (value: number, i: number) => number): FileArray => ({
  ...array,
  data: Float64Array.from(array.data, f),
});

const conclusion = (report: string): string[] => report.trimEnd().split('\n\n').at(-1)?.split('\n') ?? [];

test('a terminal shows the conclusion in colour', async () => {
  expect(conclusion(await text(step(), true))).toEqual(['\x1b[32mNO DIFFERENCE\x1b[0m: your step equals ours.']);
  const zeros = step((array, name) => (name === 'db2' ? numbers(array, () => 0) : array));
  expect(await text(zeros, true)).toContain('\n\x1b[31mDIFFERENT\x1b[0m first in db2: db2 is 0 everywhere');
});

test('the table says how an array is laid out', async () => {
  const flat = step((array, name) => (name === 'x' ? { ...array, shape: [array.data.length] } : array));
  expect(await text(flat)).toMatch(/\n {2}x +\[54\] flattened .* yes\n/);
});

test('differences that are no mistake are named before the conclusion', async () => {
  const rounded = await text(step((array, name) => (name === 'a1' ? numbers(array, Math.fround) : array)));
  expect(rounded).toMatch(/\n {2}a1 .* nearly\n/);
  expect(conclusion(rounded)).toEqual([
    'no mistake: a1 is ours rounded to float32.',
    'NO DIFFERENCE: your step equals ours.',
  ]);
});

test('later mistakes are named, unless they are the same as the first', async () => {
  const wrong = step((array, name) => {
    if (name === 'dW1' || name === 'dW2') return numbers(array, (value) => 5 * value);
    return name === 'W1_after' ? numbers(array, (_, i) => Math.cos(i)) : array;
  });
  expect(conclusion(await text(wrong)).slice(0, 3)).toEqual([
    'DIFFERENT first in dW2: dW2 is ours times 5.',
    'the same mistake in dW1.',
    'then: W1_after differs from what W1, dW1 give, and no known mistake explains it.',
  ]);
  const unknown = step((array, name) =>
    name === 'y' || name === 'z1' ? numbers(array, (_, i) => Math.cos(i) + 2) : array,
  );
  expect(conclusion(await text(unknown))).toEqual([
    'DIFFERENT first in z1: z1 differs from what a1 gives, and no known mistake explains it.',
    'then: y differs from what a2 gives, and no known mistake explains it.',
  ]);
});
