import { expect, test } from 'vitest';
import { exitCode } from '../../../src/cli/program/exit-codes.js';
import { Interrupted } from '../../../src/cli/program/interrupt.js';
import { type ErrorCode, TrainerError } from '../../../src/errors.js';

test.each<[ErrorCode, number]>([
  ['USAGE', 2],
  ['CONFIG', 2],
  ['CONFIG_KEY', 2],
  ['DOWNLOAD_FAILED', 3],
  ['CACHE_FULL', 3],
  ['GZIP_TRUNCATED', 3],
  ['IDX_SHORT_HEADER', 3],
  ['HASH_MISMATCH', 3],
  ['IMAGE_CRC', 3],
  ['TRAINING_DIVERGED', 4],
  ['MODEL_HASH', 5],
  ['CHECK_GRADIENT', 6],
  ['CHECK_ACCURACY', 6],
  ['OUTPUT', 7],
])('%s exits %i', (code, expected) => {
  expect(exitCode(new TrainerError(code, 'x'))).toBe(expected);
});

test.each([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s exits %i', (signal, expected) => {
  expect(exitCode(new Interrupted(signal))).toBe(expected);
});

test.each([new Error('x'), new TypeError('x'), 'x', undefined])(
  'any other error is a bug, exit code 1: %s',
  (error) => {
    expect(exitCode(error)).toBe(1);
  },
);
