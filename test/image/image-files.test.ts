import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findImages } from '../../src/image/image-files.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

test('finds image files in all subfolders, sorted by name, without hidden ones', async () => {
  const folder = temporaryFolder();
  for (const inner of ['b/deep', '.hidden']) mkdirSync(join(folder, inner), { recursive: true });
  const names = ['c.png', 'a.PNG', 'b/2.png', 'b/deep/1.jpg', '.x.png', '.hidden/3.png', 'notes.txt', 'b/Thumbs.db'];
  for (const name of names) writeFileSync(join(folder, name), '');
  const { files, others, unreadable } = await findImages(folder);
  const wanted = ['a.PNG', 'b/2.png', 'b/deep/1.jpg', 'c.png'];
  expect(files).toEqual(wanted.map((name) => join(folder, name)));
  expect([others, unreadable.size]).toEqual([2, 0]);
});

test('reports an unreadable folder with the reason', async () => {
  const folder = join(temporaryFolder(), 'none');
  expect(await findImages(folder)).toEqual({
    files: [],
    others: 0,
    unreadable: new Map([[folder, 'no such file']]),
  });
});
