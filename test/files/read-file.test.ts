import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import {
  fileReason,
  readRegularFile,
  readRegularFileSync,
  readTextFile,
  readTextStream,
  systemErrorCode,
} from '../../src/files/read-file.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

/** The error of the file system for a path. */
const errorOf = (path: string) =>
  stat(path).then(
    () => undefined,
    (error: unknown) => error,
  );

test('fileReason describes file system errors in a few words', async () => {
  const path = join(temporaryFolder(), 'file');
  const error = await errorOf(path);
  expect([fileReason(error), systemErrorCode(error)]).toEqual(['no such file', 'ENOENT']);
  writeFileSync(path, '');
  const below = await errorOf(join(path, 'below'));
  if (process.platform !== 'win32')
    expect([fileReason(below), systemErrorCode(below)]).toEqual(['is not a folder', 'ENOTDIR']);
  const nul = await errorOf('\0');
  expect([fileReason(nul), systemErrorCode(nul)]).toEqual(['the path contains a NUL character', '']);
});

test.each([
  [Object.assign(new Error('odd'), { code: 'EODD', syscall: 'open' }), 'odd', 'EODD'],
  [Object.assign(new Error('ours'), { code: 'USAGE' }), 'ours', ''],
  [Object.assign(new Error('no code'), { syscall: 'open' }), 'no code', ''],
  [new Error('plain'), 'plain', ''],
  ['a string', 'a string', ''],
])('other errors keep their message: %s', (error, reason, code) => {
  expect([fileReason(error), systemErrorCode(error)]).toEqual([reason, code]);
});

const readSync = async (...file: Parameters<typeof readRegularFileSync>) => readRegularFileSync(...file);

describe.each([
  ['readRegularFile', readRegularFile],
  ['readRegularFileSync', readSync],
])('%s', (_, readFile) => {
  test('reads files up to the limit', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'file');
    writeFileSync(path, 'x'.repeat(1200));
    expect(await readFile(path, 1200)).toHaveLength(1200);
    await expect(readFile(path, 1199)).rejects.toMatchObject({
      fault: 'TOO_LARGE',
      message: 'has 1,200 bytes, at most 1,199 expected',
    });
    mkdirSync(join(folder, 'folder'));
    await expect(readFile(join(folder, 'folder'), 10)).rejects.toMatchObject({
      fault: 'READ',
      message: 'is a folder',
    });
  });

  test.runIf(process.platform === 'linux')('rejects a device, and reads a file of /proc to its end', async () => {
    await expect(readFile('/dev/zero', 10)).rejects.toMatchObject({
      fault: 'READ',
      message: 'is not a regular file',
    });
    const version = readFileSync('/proc/version');
    expect(Buffer.from(await readFile('/proc/version', version.length))).toEqual(version);
    await expect(readFile('/proc/version', version.length - 1)).rejects.toMatchObject({ fault: 'TOO_LARGE' });
  });
});

test('readRegularFile returns to the event loop, so that reading many files can be stopped', async () => {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, 'x');
  let isReached = false;
  setImmediate(() => {
    isReached = true;
  });
  for (let i = 0; i < 10; i++) await readRegularFile(path, 1);
  expect(isReached).toBe(true);
});

test.each([
  ['plain', [0x61, 0xc3, 0xa4], 'aä'],
  ['with a byte order mark', [0xef, 0xbb, 0xbf, 0x61], 'a'],
  ['with one that is not at the start', [0x61, 0xef, 0xbb, 0xbf], 'a\ufeff'],
  ['empty', [], ''],
])('readTextFile reads UTF-8: %s', async (_, bytes, text) => {
  const path = join(temporaryFolder(), 'text');
  writeFileSync(path, Uint8Array.from(bytes));
  expect(await readTextFile(path, 10)).toBe(text);
});

test.each([
  [[0xff, 0xfe, 0x61, 0x62], 'looks like UTF-16; save as UTF-8'],
  [[0xfe, 0xff, 0x61, 0x62], 'looks like UTF-16; save as UTF-8'],
  [[0x00, 0x61], 'looks like UTF-16; save as UTF-8'],
  [[0x61, 0x00], 'looks like UTF-16; save as UTF-8'],
  [[0x61, 0x62, 0x00], 'contains a NUL character at byte 2'],
  [[0xff, 0x61], 'invalid UTF-8 at byte 0'],
  [[0x61, 0xfe, 0x61], 'invalid UTF-8 at byte 1'],
  [[0xfe, 0xfe], 'invalid UTF-8 at byte 0'],
  [[0x61, 0xff, 0xff], 'invalid UTF-8 at byte 1'],
])('readTextFile rejects bytes that are not text: %j', async (bytes, message) => {
  const path = join(temporaryFolder(), 'text');
  writeFileSync(path, Uint8Array.from(bytes));
  await expect(readTextFile(path, 10)).rejects.toMatchObject({ fault: 'ENCODING', message });
});

test('readTextStream reads text up to the limit, in any pieces', async () => {
  const read = (maxBytes: number, ...pieces: string[]) =>
    readTextStream(Readable.from(pieces.map((piece) => Buffer.from(piece, 'latin1'))), maxBytes);
  expect(await read(10, '\xef\xbb\xbfseed', ': ', '3')).toBe('seed: 3');
  expect(await read(3, 'a\xc3', '\xa4')).toBe('aä');
  await expect(read(7, '12345', '678')).rejects.toMatchObject({
    fault: 'TOO_LARGE',
    message: 'has more than 7 bytes, at most 7 expected',
  });
  await expect(read(7, 'a\xff')).rejects.toMatchObject({ fault: 'ENCODING' });
});
