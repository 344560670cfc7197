import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { obtainKnownFiles } from '../../../src/dataset/cache/known-files.js';
import type { Deadlines } from '../../../src/dataset/download/deadlines.js';
import type { ObtainedFile } from '../../../src/dataset/load-options.js';
import { stoppedClock } from '../../fixtures/clock.js';
import { ADDRESS_FAULTS, DOWNLOAD_FAULTS, type DownloadFault, QUICK_RETRY } from '../../fixtures/download-faults.js';
import { loopbackServer, serveFiles } from '../../fixtures/loopback-server.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { fileOf, tinyDataset, writeFiles } from '../../fixtures/tiny-dataset.js';

const tiny = tinyDataset();
const names = tiny.entry.files.map(({ name }) => name);
const options = { dataset: 'tiny', deadlines: QUICK_RETRY };

interface Case {
  readonly name: string;
  readonly cause: RegExp;
  readonly deadlines?: Deadlines;
  /** Whether the test stops the clock and advances it only by the silence of the server. */
  readonly clockStops?: boolean;
  /** A mirror that has the fault for these files. It may serve the others correctly. */
  readonly mirror: (faulty: readonly string[]) => Promise<string>;
}

const CASES: readonly Case[] = [
  ...ADDRESS_FAULTS.map(({ address, ...fault }) => ({ ...fault, mirror: address })),
  ...DOWNLOAD_FAULTS.map((fault) => ({
    ...fault,
    clockStops: fault.silence !== undefined,
    mirror: (faulty: readonly string[]) => faultyMirror(fault, faulty),
  })),
];

function faultyMirror(fault: DownloadFault, faulty: readonly string[]): Promise<string> {
  const proper = serveFiles(tiny.packed);
  const pass = fault.silence === undefined ? undefined : stoppedClock();
  return loopbackServer(async (request, response) => {
    const path = (request.url ?? '').slice(1);
    const name = path === 'login' ? faulty[0] : path.replace(/\.gz$/, '');
    if (!faulty.includes(name)) return proper(request, response);
    fault.serve(response, fileOf(tiny.packed, name), request);
    // Let the sent bytes arrive first: sockets are read in each turn of the event loop, timers come before them.
    await sleep(20);
    for (let turn = 0; turn < 10; turn++) await setImmediate();
    pass?.(fault.silence ?? 0);
  });
}

function properMirror(): Promise<string> {
  return loopbackServer(serveFiles(tiny.packed));
}

function expectGoodCache(dataDir: string, obtained: readonly ObtainedFile[]): void {
  expect(obtained.map(({ sha256 }) => sha256)).toEqual(tiny.entry.files.map(({ idxSha256 }) => idxSha256));
  expect(readdirSync(join(dataDir, 'tiny')).sort()).toEqual(names.map((name) => `${name}.gz`).sort());
  for (const name of names) {
    expect(Buffer.compare(readFileSync(join(dataDir, 'tiny', `${name}.gz`)), fileOf(tiny.packed, name))).toBe(0);
  }
}

describe.each(CASES)('a mirror with this fault: $name', ({ mirror, cause, deadlines = QUICK_RETRY, clockStops }) => {
  test('fails with one line that names address and cause, and leaves no file', async () => {
    const dataDir = temporaryFolder();
    const address = await mirror(names);
    const failing = obtainKnownFiles(tiny.entry, { ...options, deadlines, dataDir, mirrors: [address] });
    const error = await failing.catch((reason) => reason);
    expect(error).toMatchObject({ name: 'TrainerError', code: 'DOWNLOAD_FAILED' });
    expect(error.message).toMatch(cause);
    expect(error.message).toContain(`${names[0]}.gz could not be downloaded: ${address}${names[0]}.gz: `);
    expect(error.message).not.toMatch(/\n|undefined|fetch failed/);
    expect(error.hint).toContain('--mirror');
    expect(readdirSync(join(dataDir, 'tiny'))).toEqual([]);
  });

  test('for any one of the files is replaced by the next mirror', async () => {
    const next = await properMirror();
    const makeUpFor = async (name: string) => {
      const dataDir = temporaryFolder();
      const others = [...tiny.packed].filter(([other]) => other !== name);
      writeFiles(join(dataDir, 'tiny'), new Map(others), '.gz');
      const mirrors = [await mirror([name]), next];
      expectGoodCache(dataDir, await obtainKnownFiles(tiny.entry, { ...options, deadlines, dataDir, mirrors }));
    };
    if (!clockStops) await Promise.all(names.map(makeUpFor));
    // The stopped clock is shared, so downloads run one after another.
    else for (const name of names) await makeUpFor(name);
  });
});
