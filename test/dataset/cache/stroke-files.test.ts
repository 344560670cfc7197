import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/dataset/cache/verify.js';
import { fetchDataset, type LoadOptions, type LoadProgress, loadDataset } from '../../../src/dataset/load.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';

const IMAGES = 'train-images-idx3-ubyte.gz';

/** A few built-in digits in an empty cache, and the notices. */
function scene() {
  const dataDir = temporaryFolder();
  const folder = join(dataDir, 'strokes-40-20');
  const notices: string[] = [];
  // Collects notices about problems, not about downloads and drawing.
  const onNotice = (message: string) => {
    if (!/^(downloaded|drew) /.test(message)) notices.push(message);
  };
  const options: LoadOptions = { dataset: 'strokes', dataDir, limit: { train: 40, test: 20 }, offline: true, onNotice };
  return { dataDir, folder, notices, options };
}

async function origins(options: LoadOptions): Promise<string[]> {
  return (await fetchDataset(options)).files.map(({ origin }) => origin);
}

const ALL = (origin: string) => [origin, origin, origin, origin];

describe('the built-in digits', () => {
  test('are drawn once and read from the cache afterwards', async () => {
    const { options, folder, notices } = scene();
    expect(await origins(options)).toEqual(ALL('generated'));
    expect(readdirSync(folder).sort()).toEqual(
      [
        'SHA256SUMS',
        IMAGES,
        'train-labels-idx1-ubyte.gz',
        't10k-images-idx3-ubyte.gz',
        't10k-labels-idx1-ubyte.gz',
      ].sort(),
    );
    expect(await origins(options)).toEqual(ALL('cache'));
    expect(notices).toEqual([]);
  });

  test('have the hash of each file, drawn or read', async () => {
    const { options } = scene();
    for (const _ of ['drawn', 'read']) {
      for (const { from, packedSha256 } of (await fetchDataset(options)).files) {
        expect(packedSha256).toBe(sha256(readFileSync(from)));
      }
    }
  });

  test('are the same whether drawn or read from the cache', async () => {
    const { options } = scene();
    const drawn = await loadDataset(options);
    const read = await loadDataset(options);
    expect({ ...read, train: undefined, test: undefined }).toEqual({ ...drawn, train: undefined, test: undefined });
    expect(Buffer.compare(read.train.images, drawn.train.images)).toBe(0);
    expect(Buffer.compare(read.test.labels, drawn.test.labels)).toBe(0);
    expect([read.train.count, read.test.count, read.rows, read.columns, read.classes]).toEqual([40, 20, 28, 28, 10]);
  });

  test('are stored with checksums in the format of sha256sum and the generator’s version', async () => {
    const { options, folder } = scene();
    await fetchDataset(options);
    const [title, ...lines] = readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
    expect(title).toMatch(/^# strokes, generator [0-9a-f]{16}, seed 0, 40 \+ 20 images$/);
    expect(lines).toHaveLength(4);
    for (const line of lines) {
      const [hash, name] = line.split('  ');
      expect(hash).toBe(sha256(readFileSync(join(folder, name))));
    }
  });

  const damages: [what: string, damage: (folder: string) => void, notice: RegExp][] = [
    ['a file is damaged', (folder) => writeFileSync(join(folder, IMAGES), 'x'), /SHA-256 is not the one in SHA256SUMS/],
    ['a file is missing', (folder) => rmSync(join(folder, IMAGES)), /train-images-idx3-ubyte.gz: no such file/],
    [
      'another version of the generator drew them',
      (folder) => {
        const path = join(folder, 'SHA256SUMS');
        writeFileSync(path, readFileSync(path, 'utf8').replace(/generator \w+/, 'generator 0000000000000000'));
      },
      /made by another version of the generator/,
    ],
  ];
  test.each(damages)('are drawn again with a notice if %s', async (_, damage, notice) => {
    const { options, folder, notices } = scene();
    const first = await fetchDataset(options);
    damage(folder);
    const again = await fetchDataset(options);
    expect(again).toEqual(first);
    expect(notices).toEqual([expect.stringMatching(notice)]);
    expect(notices[0]).toMatch(/; drawing the digits again$/);
    expect(await origins(options)).toEqual(ALL('cache'));
  });

  test('are drawn again if storing them was interrupted', async () => {
    const { options, folder } = scene();
    await fetchDataset(options);
    rmSync(join(folder, 'SHA256SUMS'));
    expect(await origins(options)).toEqual(ALL('generated'));
    expect(await origins(options)).toEqual(ALL('cache'));
  });

  test('are used from memory, with a notice, if they cannot be stored', async () => {
    const { options, dataDir, notices } = scene();
    const file = join(dataDir, 'not-a-folder');
    writeFileSync(file, '');
    const { train } = await loadDataset({ ...options, dataDir: file });
    expect(train.count).toBe(40);
    expect(notices).toEqual([expect.stringMatching(/is not a folder; the digits were drawn but could not be stored/)]);
    await expect(fetchDataset({ ...options, dataDir: file, mustStore: true })).rejects.toMatchObject({
      code: 'CACHE_FOLDER',
    });
  });

  test('report their progress', async () => {
    const { options } = scene();
    const events: LoadProgress[] = [];
    const limit = { train: 1500, test: 1 };
    await fetchDataset({ ...options, limit, onProgress: (event) => events.push(event) });
    expect(events.map(({ kind, file, done, total }) => `${kind} ${file} ${done}/${total}`)).toEqual([
      'generate strokes train 1000/1500',
      'generate strokes train 1500/1500',
      'generate strokes test 1/1',
    ]);
  });

  test('are no longer drawn after the signal', async () => {
    const { options, dataDir } = scene();
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error('Ctrl-C'));
    const drawing = fetchDataset({ ...options, limit: undefined, signal: controller.signal, onProgress });
    await expect(drawing).rejects.toThrow('Ctrl-C');
    expect(readdirSync(dataDir)).toEqual([]);
  });
});
