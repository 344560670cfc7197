import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWords } from '../../src/files/shell-words.js';

test('does not quote plain words', () => {
  expect(shellWords('mnist-eval', 'runs/a-1/model.json', '--lr=0.1')).toBe('mnist-eval runs/a-1/model.json --lr=0.1');
});

test.skipIf(process.platform === 'win32')('a shell reads back the same words', () => {
  const words = ['two words', "it's", '$HOME', '`x`', '*', '', '数字', 'a"b\\c', 'new\nline'];
  const command = `printf '%s\\0' ${shellWords(...words)}`;
  expect(execFileSync('sh', ['-c', command]).toString().split('\0').slice(0, -1)).toEqual(words);
});
