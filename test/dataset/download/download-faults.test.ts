import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { obtainKnownFiles } from '../../../src/dataset/cache/known-files.js';
import type { ObtainedFile } from '../../../src/dataset/load-options.js';
import { DOWNLOAD_FAULTS, type DownloadFault, QUICK_RETRY } from '../../fixtures/download-faults.js';
import { loopbackServer, serveFiles } from '../../fixtures/loopback-server.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { fileOf, tinyDataset, writeFiles } from '../../fixtures/tiny-dataset.js';

const tiny = tinyDataset();
const names = tiny.entry.files.map(({ name }) => name);
const options = { dataset: 'tiny', deadlines: QUICK_RETRY };

/** A mirror that has the fault with the files of these names and serves the others properly. */
function faultyMirror(fault: DownloadFault, faulty: readonly string[]): Promise<string> {
  const proper = serveFiles(tiny.packed);
  return loopbackServer((request, response) => {
    const path = (request.url ?? '').slice(1);
    const name = path === 'login' ? faulty[0] : path.replace(/\.gz$/, '');
    if (faulty.includes(name)) fault.serve(response, fileOf(tiny.packed, name), request);
    else proper(request, response);
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

describe.each(DOWNLOAD_FAULTS)('a mirror with this fault: $name', (fault) => {
  const { deadlines = QUICK_RETRY } = fault;

  test('alone ends in one line that names the address and the cause, and leaves no file', async () => {
    const dataDir = temporaryFolder();
    const mirror = await faultyMirror(fault, names);
    const failing = obtainKnownFiles(tiny.entry, { ...options, deadlines, dataDir, mirrors: [mirror] });
    const error = await failing.catch((reason) => reason);
    expect(error).toMatchObject({ name: 'TrainerError', code: 'DOWNLOAD_FAILED' });
    expect(error.message).toMatch(fault.cause);
    expect(error.message).toContain(`${names[0]}.gz could not be downloaded: ${mirror}${names[0]}.gz: `);
    expect(error.message).not.toMatch(/\n|undefined|fetch failed/);
    expect(error.hint).toContain('--mirror');
    expect(readdirSync(join(dataDir, 'tiny'))).toEqual([]);
  });

  test('with any one of the files is made up for by the next mirror', async () => {
    await Promise.all(
      names.map(async (name) => {
        const dataDir = temporaryFolder();
        const others = [...tiny.packed].filter(([other]) => other !== name);
        writeFiles(join(dataDir, 'tiny'), new Map(others), '.gz');
        const mirrors = [await faultyMirror(fault, [name]), await properMirror()];
        expectGoodCache(dataDir, await obtainKnownFiles(tiny.entry, { ...options, deadlines, dataDir, mirrors }));
      }),
    );
  });
});

describe('an address that cannot be reached', () => {
  async function closedPort(): Promise<string> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  }

  const places: [what: string, mirror: () => Promise<string>, cause: RegExp][] = [
    ['nobody listens', closedPort, /connection refused/],
    ['no such host', async () => 'https://mnist-train.invalid/', /host name not found/],
    [
      'TLS with a server that has none',
      async () => (await properMirror()).replace('http:', 'https:'),
      /https:.*: TLS handshake failed/,
    ],
    ['a folder that is not there', async () => 'file:///no/such/folder', /no such file/],
    [
      'a folder where the file should be',
      async () => {
        const folder = temporaryFolder();
        for (const name of names) mkdirSync(join(folder, `${name}.gz`));
        return `file://${folder}`;
      },
      /is a folder/,
    ],
  ];

  test.each(places)('%s: next mirror, or one line', async (_, mirror, cause) => {
    const bad = await mirror();
    const dataDir = temporaryFolder();
    const failing = obtainKnownFiles(tiny.entry, { ...options, dataDir, mirrors: [bad] });
    await expect(failing).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringMatching(cause) });
    const mirrors = [bad, await properMirror()];
    expectGoodCache(dataDir, await obtainKnownFiles(tiny.entry, { ...options, dataDir, mirrors }));
  });
});
