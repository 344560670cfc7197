import { expect, test } from 'vitest';
import { cacheFault } from '../../../src/dataset/cache/cache.js';

test.each([
  ['ENOSPC', 'CACHE_FULL', 'no space left on the disk', /^free some space, or choose another folder with --data-dir$/],
  ['EDQUOT', 'CACHE_FULL', 'disk quota exceeded', /free some space/],
  ['EACCES', 'CACHE_DENIED', 'permission denied', /--data-dir/],
  ['EPERM', 'CACHE_DENIED', 'not permitted', /--data-dir/],
  ['EROFS', 'CACHE_READ_ONLY', 'the file system is read-only', /--data-dir/],
  ['ENOTDIR', 'CACHE_FOLDER', 'is not a folder', /--data-dir/],
  ['EIO', 'CACHE_WRITE', 'the disk reports an error', /--data-dir/],
  ['EWEIRD', 'CACHE_WRITE', 'EWEIRD: odd', /--data-dir/],
])('%s in the cache becomes %s: %s', (name, code, reason, hint) => {
  const error = Object.assign(new Error(`${name}: odd`), { code: name, syscall: 'write' });
  const message = `data/mnist: ${reason}`;
  expect(cacheFault(error, 'data/mnist')).toMatchObject({ code, message, hint: expect.stringMatching(hint) });
});

test('other errors stay unchanged', () => {
  const bug = new TypeError('undefined is not a function');
  expect(cacheFault(bug, 'data/mnist')).toBe(bug);
});
