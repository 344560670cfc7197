import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { obtainKnownFiles } from '../../src/dataset/cache/known-files.js';
import { sha256 } from '../../src/dataset/cache/verify.js';
import { DATASETS } from '../../src/dataset/catalogue.js';
import { Philox } from '../../src/random/philox.js';
import { type Fetched, fetchInProcess, fetchProgram } from '../fixtures/fetch-process.js';
import { loopbackServer, serveFiles } from '../fixtures/loopback-server.js';
import { plainEnvironment, programPath } from '../fixtures/run-command.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { fileOf, type TinyDataset, tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';
import { PATIENCE, report, spread, times, trials } from './torture.js';

const tiny = tinyDataset();
const large = tinyDataset({ train: 2000, test: 500 });

const hashesOf = ({ entry }: TinyDataset) => entry.files.map(({ idxSha256 }) => idxSha256);

/** Whether a process got the right files and printed no errors. */
function isRight({ files, noise }: Fetched, dataset: TinyDataset): boolean {
  return noise === '' && files?.map(({ sha256 }) => sha256).join() === hashesOf(dataset).join();
}

/** Whether a folder has the complete files of the dataset and nothing else. */
function isWholeCache(folder: string, { entry }: TinyDataset): boolean {
  const whole = entry.files.every(({ name, packedSha256 }) => {
    const path = join(folder, `${name}.gz`);
    return existsSync(path) && sha256(readFileSync(path)) === packedSha256;
  });
  return whole && readdirSync(folder).length === entry.files.length;
}

/** Whether Node decompresses both to the same content: a few bits of gzip have no effect. */
function unpacksTo(content: Uint8Array, packed: Uint8Array): boolean {
  try {
    return Buffer.compare(gunzipSync(packed), content) === 0;
  } catch {
    return false;
  }
}

test.each([
  ['known by the packed hash', tinyDataset({ packedHashOnly: true })],
  ['known by the unpacked hash', tiny],
])(
  'a flipped bit in a cached file of a dataset %s is detected and repaired',
  async (known, dataset) => {
    const dataDir = temporaryFolder();
    const folder = join(dataDir, 'tiny');
    writeFiles(folder, dataset.packed, '.gz');
    const source = temporaryFolder();
    writeFiles(source, dataset.packed, '.gz');
    const random = new Philox(11, 0);
    const flips = times(10, 1000);
    const wrong: string[] = [];
    for (let i = 0; i < flips; i++) {
      const { name } = dataset.entry.files[random.integer(4)];
      const bytes = Uint8Array.from(fileOf(dataset.packed, name));
      const [at, bit] = [random.integer(bytes.length), random.integer(8)];
      bytes[at] ^= 1 << bit;
      writeFileSync(join(folder, `${name}.gz`), bytes);
      const notices: string[] = [];
      const options = { dataset: 'tiny', dataDir, mirrors: [pathToFileURL(source).href] };
      const files = await obtainKnownFiles(dataset.entry, { ...options, onNotice: (text) => notices.push(text) });
      const right = files.every(({ sha256 }, j) => sha256 === hashesOf(tiny)[j]);
      const mended = isWholeCache(folder, dataset) && notices.some((text) => text.endsWith('; downloading it again'));
      // If only the hash of the content is known, any file with this content is right.
      const harmless = known.includes('unpacked') && unpacksTo(fileOf(dataset.idx, name), bytes);
      if (!right || !(mended || harmless)) wrong.push(`${name}: bit ${bit} of byte ${at}`);
      if (harmless) writeFileSync(join(folder, `${name}.gz`), fileOf(dataset.packed, name));
    }
    report({ fault: `a bit flipped in a cached file, ${known}`, injected: flips, survived: flips - wrong.length });
    expect(wrong).toEqual([]);
  },
  PATIENCE,
);

test(
  'eight processes can fill one empty cache at the same time',
  async () => {
    const mirrors = [await loopbackServer(serveFiles(large.packed))];
    const rounds = times(1, 200);
    const wrong: unknown[] = [];
    for (let round = 0; round < rounds; round++) {
      const dataDir = temporaryFolder();
      const fetched = await Promise.all(
        Array.from({ length: 8 }, () => fetchInProcess(large.entry, { dataset: 'tiny', dataDir, mirrors })),
      );
      const failed = fetched.filter((one) => !isRight(one, large));
      if (failed.length > 0 || !isWholeCache(join(dataDir, 'tiny'), large)) {
        wrong.push({ round, failed, left: readdirSync(join(dataDir, 'tiny')) });
      }
    }
    report({ fault: 'eight processes on one empty cache', injected: rounds, survived: rounds - wrong.length });
    expect(wrong).toEqual([]);
  },
  PATIENCE,
);

test(
  'a process killed at any time leaves only complete files under their final names',
  async () => {
    const options = { dataset: 'tiny', mirrors: [await loopbackServer(serveFiles(large.packed))] };
    const known = new Map(large.entry.files.map(({ name, packedSha256 }) => [`${name}.gz`, packedSha256]));
    const kills = times(2, 100);
    let survived = 0;
    for (let kill = 0; kill < kills; kill++) {
      const dataDir = temporaryFolder();
      const folder = join(dataDir, 'tiny');
      await fetchInProcess(large.entry, { ...options, dataDir }, { killAfter: 70 + ((kill * 60) % 140) + kill / 10 });
      // the folder may not exist yet
      const names = existsSync(folder) ? readdirSync(folder).filter((name) => known.has(name)) : [];
      expect(names.map((name) => sha256(readFileSync(join(folder, name))))).toEqual(
        names.map((name) => known.get(name)),
      );
      const again = await fetchInProcess(large.entry, { ...options, dataDir });
      expect(again).toSatisfy((fetched: Fetched) => isRight(fetched, large));
      survived++;
    }
    report({ fault: 'a fetch killed after 70 to 220 ms, then repeated', injected: kills, survived });
  },
  PATIENCE,
);

/** Whether this system allows namespaces; if not, prints that tests are skipped. */
function maySplitOff(flags: string): boolean {
  const { status } = spawnSync('unshare', [flags, 'true']);
  if (status !== 0) console.warn(`SKIPPED: unshare ${flags} is refused here`);
  return status === 0;
}

describe.runIf(maySplitOff('-rn'))('without a network', () => {
  test('a complete cache works, even without a home folder', async () => {
    const dataDir = temporaryFolder();
    writeFiles(join(dataDir, 'tiny'), tiny.packed, '.gz');
    const wrapper = ['unshare', '-rn', 'env', '-u', 'HOME'];
    const { mirrors } = DATASETS.mnist;
    const fetched = await fetchInProcess(tiny.entry, { dataset: 'tiny', dataDir, mirrors }, { wrapper });
    report({ fault: 'no network, a good cache', injected: 1, survived: Number(isRight(fetched, tiny)) });
    expect(fetched).toEqual({ files: hashesOf(tiny).map((sha256) => ({ sha256, origin: 'cache' })), noise: '' });
  });

  test('an empty cache soon gives exit code 3, with one line and a hint', () => {
    const soon = times(Number.POSITIVE_INFINITY, 2000); // in ms; under `npm test` other tests run at the same time
    const fetch = [process.execPath, programPath('mnist-train'), 'fetch', '--data-dir', temporaryFolder()];
    const begun = performance.now();
    const { status, stderr } = spawnSync('unshare', ['-rn', ...fetch], { env: plainEnvironment(), encoding: 'utf8' });
    const took = performance.now() - begun;
    report({ fault: 'no network, an empty cache', injected: 1, survived: Number(status === 3 && took <= soon) });
    expect([status, stderr.trimEnd().split('\n')]).toEqual([
      3,
      [
        expect.stringMatching(/could not be downloaded: https:.*: host name not found/),
        expect.stringMatching(/hint: /),
      ],
    ]);
    expect(took).toBeLessThanOrEqual(soon);
  });
});

describe.runIf(maySplitOff('-rm'))('a disk', () => {
  /** Fetches to a file system made by these commands; returns the files in its folder afterwards. */
  function fetchOnto(mount: string) {
    const dataDir = temporaryFolder();
    const source = temporaryFolder();
    writeFiles(source, tiny.packed, '.gz');
    const options = { dataset: 'tiny', dataDir, mirrors: [pathToFileURL(source).href] };
    const script = `set -e; D=$1; shift; ${mount}; "$@"; set +e; cd "$D/tiny" 2>/dev/null && sha256sum *`;
    const command = ['-rm', 'sh', '-c', script, 'sh', dataDir, ...fetchProgram(tiny.entry, options)];
    const { stdout, stderr } = spawnSync('unshare', command, { env: plainEnvironment(), encoding: 'utf8' });
    const [first, ...left] = stdout.trimEnd().split('\n');
    return { ...JSON.parse(first), stderr, left };
  }

  const sums = new Map(tiny.entry.files.map(({ name, packedSha256 }) => [`${name}.gz`, packedSha256]));

  test(
    'that is full after any page has only complete files, and the error is reported',
    () => {
      const pages = [...tiny.packed.values()].reduce((sum, { length }) => sum + Math.ceil(length / 4096), 0);
      let survived = 0;
      // the smallest size of tmpfs is a page; 0 means no limit
      const sizes = spread(trials(pages), times(2, pages)).map((n) => n + 1);
      for (const page of new Set([...sizes, pages])) {
        const { error, files, left } = fetchOnto(`mount -t tmpfs -o size=${page * 4096} none "$D"`);
        const stored = (left as string[]).map((line) => line.split('  '));
        expect(stored.map(([hash]) => hash)).toEqual(stored.map(([, name]) => sums.get(name)));
        if (page === pages) expect(files).toHaveLength(4);
        else expect(error).toMatchObject({ code: 'CACHE_FULL', message: expect.stringMatching(/: no space left/) });
        survived++;
      }
      report({ fault: 'a disk that is full at a page of 4 KiB', injected: survived, survived });
    },
    PATIENCE,
  );

  test('that is read-only is reported before the download', () => {
    const { error, stderr } = fetchOnto('mount -t tmpfs -o ro none "$D"');
    report({ fault: 'a disk that is read-only', injected: 1, survived: Number(error?.code === 'CACHE_READ_ONLY') });
    expect(error).toMatchObject({
      code: 'CACHE_READ_ONLY',
      message: expect.stringMatching(/tiny: the file system is read-only$/),
      hint: 'choose another folder with --data-dir',
    });
    expect(stderr).toBe('');
  });
});
