import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { obtainKnownFiles } from '../../../src/dataset/cache/known-files.js';
import type { LoadOptions, LoadProgress } from '../../../src/dataset/load-options.js';
import { Philox } from '../../../src/random/philox.js';
import { loopbackServer } from '../../fixtures/loopback-server.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { fileOf, type TinyDataset, tinyDataset, writeFiles } from '../../fixtures/tiny-dataset.js';

const IMAGES = 'train-images-idx3-ubyte';
const tiny = tinyDataset();
const packedOnly = tinyDataset({ packedHashOnly: true });

/** An empty cache, a folder as mirror, and the notices. */
function scene(dataset: TinyDataset = tiny) {
  const dataDir = temporaryFolder();
  const mirror = temporaryFolder();
  writeFiles(mirror, dataset.packed, '.gz');
  const notices: string[] = [];
  // Collects notices about problems, not about downloads and drawing.
  const onNotice = (message: string) => {
    if (!/^(downloaded|drew) /.test(message)) notices.push(message);
  };
  const options: LoadOptions = { dataset: 'tiny', dataDir, mirrors: [pathToFileURL(mirror).href], onNotice };
  const folder = join(dataDir, 'tiny');
  const obtain = (more: Partial<LoadOptions> = {}) => obtainKnownFiles(dataset.entry, { ...options, ...more });
  return { dataDir, mirror, folder, notices, options, obtain };
}

function origins(files: readonly { origin: string }[]): string[] {
  return files.map(({ origin }) => origin);
}

const ALL = (origin: string) => [origin, origin, origin, origin];

/** The files as another program packs them. */
function repacked({ idx }: TinyDataset): Map<string, Uint8Array> {
  return new Map(Array.from(idx, ([name, bytes]) => [name, gzipSync(bytes, { level: 1 })]));
}

describe('the cache', () => {
  test('is filled by a download and serves the next start', async () => {
    const { obtain, notices, folder } = scene();
    expect(origins(await obtain())).toEqual(ALL('download'));
    expect(origins(await obtain({ mirrors: [], offline: true }))).toEqual(ALL('cache'));
    expect(notices).toEqual([]);
    expect(readdirSync(folder)).toHaveLength(4);
  });

  test('works for a dataset with known hashes of the packed files only', async () => {
    const { obtain } = scene(packedOnly);
    expect(origins(await obtain())).toEqual(ALL('download'));
    const files = await obtain({ offline: true });
    expect(origins(files)).toEqual(ALL('cache'));
    expect(files.map(({ sha256 }) => sha256)).toEqual(tiny.entry.files.map(({ idxSha256 }) => idxSha256));
  });

  const places: [what: string, place: (dataDir: string) => string, ending: '' | '.gz'][] = [
    ['packed, in the dataset’s folder', (dataDir) => join(dataDir, 'tiny'), '.gz'],
    ['unpacked, in the dataset’s folder', (dataDir) => join(dataDir, 'tiny'), ''],
    ['packed, in the data folder itself', (dataDir) => dataDir, '.gz'],
    ['unpacked, in the data folder itself', (dataDir) => dataDir, ''],
  ];
  test.each(places)('accepts copied files: %s', async (_, place, ending) => {
    const { obtain, dataDir, notices } = scene();
    writeFiles(place(dataDir), ending === '' ? tiny.idx : tiny.packed, ending);
    expect(origins(await obtain({ offline: true }))).toEqual(ALL('cache'));
    expect(notices).toEqual([]);
  });

  test('accepts files packed by another program, and names with a dot', async () => {
    const { obtain, folder } = scene();
    mkdirSync(folder);
    for (const [name, idx] of tiny.idx) {
      if (name === IMAGES) writeFileSync(join(folder, name.replace('-idx', '.idx')), idx);
      else writeFileSync(join(folder, `${name}.gz`), gzipSync(idx, { level: 1 }));
    }
    expect(origins(await obtain({ offline: true }))).toEqual(ALL('cache'));
  });

  test('accepts files that a mirror packed itself', async () => {
    const { obtain, mirror, folder } = scene();
    const stored = gzipSync(fileOf(tiny.idx, IMAGES), { level: 1 });
    writeFileSync(join(mirror, `${IMAGES}.gz`), stored);
    expect(origins(await obtain())).toEqual(ALL('download'));
    expect(Buffer.compare(readFileSync(join(folder, `${IMAGES}.gz`)), stored)).toBe(0);
  });

  test.each<[string, TinyDataset, ReadonlyMap<string, Uint8Array>, '' | '.gz']>([
    ['unpacked, of another dataset', tiny, tinyDataset({ seed: 2 }).idx, ''],
    ['packed anew, if only the packed hash is known', packedOnly, repacked(packedOnly), '.gz'],
  ])('rejects a file that is %s', async (_, dataset, files, ending) => {
    const { obtain, dataDir } = scene(dataset);
    writeFiles(dataDir, files, ending);
    const error = await obtain({ offline: true }).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'HASH_MISMATCH', hint: expect.stringMatching(/^run without --offline/) });
    expect(error.message).toContain(`${join(dataDir, IMAGES)}${ending}: SHA-256 `);
  });

  test('cannot verify an unpacked file if only the packed hash is known', async () => {
    const { obtain, dataDir } = scene(packedOnly);
    writeFiles(dataDir, packedOnly.idx, '');
    await expect(obtain({ offline: true })).rejects.toMatchObject({
      code: 'HASH_UNKNOWN',
      message: `${join(dataDir, IMAGES)}: only the hash of the packed file is known, and downloading it again is off`,
    });
  });
});

describe('a damaged file in the cache', () => {
  const whole = fileOf(tiny.packed, IMAGES);
  const other = tinyDataset({ seed: 2 });
  const damages: [what: string, bytes: Uint8Array, code: string, message: RegExp][] = [
    ['empty', new Uint8Array(0), 'GZIP_EMPTY', /file is empty/],
    ['half downloaded', whole.subarray(0, 1000), 'GZIP_TRUNCATED', /ends after 1,000 of [\d,]+ bytes/],
    ['an HTML page', Buffer.from('<html></html>'), 'GZIP_MAGIC', /this looks like an HTML error page/],
    ['followed by zeros', Buffer.concat([whole, new Uint8Array(9)]), 'GZIP_TRAILING', /9 bytes after the gzip stream/],
    ['of another dataset', fileOf(other.packed, IMAGES), 'HASH_MISMATCH', /SHA-256 \w{12}….{4}, expected/],
  ];

  test.each(damages)('(%s) is reported and downloaded again', async (_, bytes, __, message) => {
    const { obtain, folder, notices } = scene();
    await obtain();
    writeFileSync(join(folder, `${IMAGES}.gz`), bytes);
    expect(origins(await obtain())).toEqual(['download', 'cache', 'cache', 'cache']);
    expect(notices).toEqual([expect.stringMatching(message)]);
    expect(notices[0]).toMatch(/; downloading it again$/);
    expect(origins(await obtain({ offline: true }))).toEqual(ALL('cache'));
  });

  test.each(damages)('(%s) is kept and reported when offline', async (_, bytes, code, message) => {
    const { obtain, folder } = scene();
    await obtain();
    const path = join(folder, `${IMAGES}.gz`);
    writeFileSync(path, bytes);
    const error = await obtain({ offline: true }).catch((reason) => reason);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(error.message).toContain(path);
    expect(error.hint).toMatch(/run without --offline/);
    expect(Buffer.compare(readFileSync(path), bytes)).toBe(0);
  });

  test('is kept if no mirror has a valid one', async () => {
    const { obtain, folder, mirror } = scene();
    await obtain();
    const path = join(folder, `${IMAGES}.gz`);
    writeFileSync(path, 'junk');
    rmSync(join(mirror, `${IMAGES}.gz`));
    await expect(obtain()).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    expect(readFileSync(path, 'utf8')).toBe('junk');
  });

  test('is detected if a single bit is flipped', async () => {
    const { obtain, folder } = scene();
    await obtain();
    const random = new Philox(7, 0);
    for (let i = 0; i < 100; i++) {
      const bytes = Uint8Array.from(whole);
      bytes[random.integer(bytes.length)] ^= 1 << random.integer(8);
      writeFileSync(join(folder, `${IMAGES}.gz`), bytes);
      const outcome = await obtain({ offline: true }).catch((error) => error);
      // A bit of time, system or level in the gzip header does not change the content.
      if (Array.isArray(outcome)) expect(outcome[0].sha256).toBe(tiny.entry.files[0].idxSha256);
      else expect(outcome.code).toMatch(/^(GZIP|HASH|IDX)_/);
    }
  });

  test('is skipped if there is a valid file elsewhere', async () => {
    const { obtain, folder, dataDir, notices } = scene();
    await obtain();
    writeFileSync(join(folder, `${IMAGES}.gz`), 'junk');
    writeFileSync(join(dataDir, IMAGES), fileOf(tiny.idx, IMAGES));
    expect(origins(await obtain())).toEqual(ALL('cache'));
    expect(notices).toEqual([expect.stringMatching(/starts with "junk".*; using .*train-images-idx3-ubyte$/)]);
  });

  test('may be a folder in place of a file', async () => {
    const { obtain, folder, notices } = scene();
    mkdirSync(join(folder, `${IMAGES}.gz`), { recursive: true });
    await expect(obtain()).rejects.toMatchObject({
      code: 'CACHE_WRITE',
      message: expect.stringContaining('is a folder'),
    });
    expect(notices).toEqual([`${join(folder, `${IMAGES}.gz`)}: is a folder; downloading it again`]);
  });
});

describe('offline', () => {
  test('the error names a missing file', async () => {
    const { obtain, folder } = scene();
    await expect(obtain({ offline: true })).rejects.toMatchObject({
      code: 'DOWNLOAD_OFFLINE',
      message: `${IMAGES}.gz is not in ${folder}, and downloading is off`,
      hint: expect.stringContaining('mnist-train fetch'),
    });
  });
});

describe('half-written files', () => {
  test('are removed if they are over an hour old', async () => {
    const { obtain, folder } = scene();
    mkdirSync(folder);
    const old = join(folder, `${IMAGES}.gz.123.0123456789ab.part`);
    const young = join(folder, `${IMAGES}.gz.124.0123456789ab.part`);
    const foreign = join(folder, 'thesis.part');
    for (const path of [old, young, foreign]) writeFileSync(path, 'x');
    const twoHoursAgo = Date.now() / 1000 - 7200;
    utimesSync(old, twoHoursAgo, twoHoursAgo);
    utimesSync(foreign, twoHoursAgo, twoHoursAgo);
    await obtain();
    const left = readdirSync(folder).filter((name) => name.endsWith('.part'));
    expect(left.sort()).toEqual(['thesis.part', `${IMAGES}.gz.124.0123456789ab.part`].sort());
  });
});

describe('a cache folder that cannot be created', () => {
  test.each([
    ['a file', (path: string) => writeFileSync(path, ''), /is not a folder/],
    ['a broken link', (path: string) => symlinkSync('/no/such/place', path), /cannot be created|is not a folder/],
  ])('because of %s is reported before any download', async (_, make, message) => {
    const { obtain, dataDir } = scene();
    const path = join(dataDir, 'not-a-folder');
    make(path);
    const mirrors = [await loopbackServer(() => expect.unreachable('nothing should be downloaded'))];
    const error = await obtain({ dataDir: path, mirrors }).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'CACHE_FOLDER', message: expect.stringMatching(message) });
    expect(error.hint).toContain('--data-dir');
  });

  test.runIf(process.platform === 'linux').each([
    [
      '/sys',
      /^CACHE_(DENIED|READ_ONLY)$/,
      /^\/sys\/tiny: (not permitted|permission denied|the file system is read-only)$/,
    ],
    ['/proc', /^CACHE_FOLDER$/, /^\/proc\/tiny: cannot be created \(is the disk read-only, or a link broken\?\)$/],
  ])('because not even root may write to %s is reported too', async (dataDir, code, message) => {
    const { obtain } = scene();
    const mirrors = [await loopbackServer(() => expect.unreachable('nothing should be downloaded'))];
    await expect(obtain({ dataDir, mirrors })).rejects.toMatchObject({
      code: expect.stringMatching(code),
      message: expect.stringMatching(message),
      hint: expect.stringContaining('--data-dir'),
    });
  });

  test('but was removed during the download is created again', async () => {
    const { obtain, dataDir, folder } = scene();
    const mirror = await loopbackServer((request, response) => {
      rmSync(folder, { recursive: true, force: true });
      response.end(fileOf(tiny.packed, (request.url ?? '').slice(1, -3)));
    });
    expect(origins(await obtain({ mirrors: [mirror] }))).toEqual(ALL('download'));
    expect(readdirSync(dataDir)).toEqual(['tiny']);
  });
});

describe('a download into the cache', () => {
  test('reports bytes and the expected total', async () => {
    const { obtain, mirror } = scene();
    const events: LoadProgress[] = [];
    const base = await loopbackServer((request, response) => {
      response.end(readFileSync(join(mirror, request.url ?? '')));
    });
    await obtain({ mirrors: [base], onProgress: (event) => events.push(event) });
    for (const { name, packedBytes } of tiny.entry.files) {
      const last = events.filter(({ file }) => file === `${name}.gz`).at(-1);
      expect(last).toEqual({ kind: 'download', file: `${name}.gz`, done: packedBytes, total: packedBytes });
    }
  });

  test('continues with the mirror that worked', async () => {
    const { obtain, options } = scene();
    let asked = 0;
    const missing = await loopbackServer((_, response) => {
      asked++;
      response.writeHead(404).end();
    });
    await obtain({ mirrors: [missing, ...(options.mirrors ?? [])] });
    expect(asked).toBe(1);
  });

  test('stopped by its signal leaves no files', async () => {
    const { obtain, folder } = scene();
    const controller = new AbortController();
    const silent = await loopbackServer(() => controller.abort(new Error('Ctrl-C')));
    await expect(obtain({ mirrors: [silent], signal: controller.signal })).rejects.toThrow('Ctrl-C');
    expect(readdirSync(folder)).toEqual([]);
  });
});
