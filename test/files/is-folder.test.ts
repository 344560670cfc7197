import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isFolder } from '../../src/files/is-folder.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

test('a folder, but no file, and nothing that does not exist', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  expect(['', 'file', 'none', 'file/below'].map((name) => isFolder(join(folder, name)))).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
