import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../../src/dataset/cache/verify.js';
import { loopbackServer, serveFiles } from '../../fixtures/loopback-server.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { tinyDataset } from '../../fixtures/tiny-dataset.js';

const tiny = tinyDataset({ train: 2000, test: 500 });

/** A program that fetches the tiny dataset and prints what came of it. */
function fetchProgram(dataDir: string, mirror: string): string {
  const program = join(temporaryFolder(), 'fetch.mjs');
  const source = new URL('../../../dist/dataset/cache/known-files.js', import.meta.url);
  const options = { dataset: 'tiny', dataDir, mirrors: [mirror] };
  writeFileSync(
    program,
    `import { obtainKnownFiles } from ${JSON.stringify(source)};
     const files = await obtainKnownFiles(${JSON.stringify(tiny.entry)}, ${JSON.stringify(options)});
     console.log(files.map(({ sha256 }) => sha256).join(' '));`,
  );
  return program;
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function run(program: string, killAfter?: number): Promise<Ended> {
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, output: Buffer.concat(output).toString() }));
  });
}

const hashes = tiny.entry.files.map(({ idxSha256 }) => idxSha256).join(' ');

test('four processes may fill one empty cache at once', async () => {
  const dataDir = temporaryFolder();
  const program = fetchProgram(dataDir, await loopbackServer(serveFiles(tiny.packed)));
  const ended = await Promise.all([1, 2, 3, 4].map(() => run(program)));
  expect(ended).toEqual([1, 2, 3, 4].map(() => ({ code: 0, output: `${hashes}\n` })));
  expect(readdirSync(join(dataDir, 'tiny')).sort()).toEqual([...tiny.packed.keys()].map((name) => `${name}.gz`).sort());
});

test('a process killed at any time leaves no file under its final name that is not whole', async () => {
  const dataDir = temporaryFolder();
  const program = fetchProgram(dataDir, await loopbackServer(serveFiles(tiny.packed)));
  for (const delay of [70, 90, 110, 130, 150, 170, 190]) {
    await run(program, delay);
    const known = new Map(tiny.entry.files.map((file) => [`${file.name}.gz`, file.packedSha256]));
    // The folder may not be there yet.
    for (const name of readdirSync(dataDir).flatMap((folder) => readdirSync(join(dataDir, folder)))) {
      if (known.has(name)) expect(sha256(readFileSync(join(dataDir, 'tiny', name)))).toBe(known.get(name));
    }
  }
  expect(await run(program)).toEqual({ code: 0, output: `${hashes}\n` });
});
