// node fuzz-driver.mjs FOLDER COUNT SEED KINDS: reads COUNT damaged files of each kind like the program, and prints the
// results as JSON. It is a separate process because a file might crash it; the last file is then still in FOLDER.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadConfig } from '../../dist/config/load.js';
import { parseIdx } from '../../dist/dataset/idx/idx.js';
import { unpackIdx } from '../../dist/dataset/idx/unpack-idx.js';
import { createReferenceEngine } from '../../dist/engine/reference/engine.js';
import { TrainerError } from '../../dist/errors.js';
import { readModel } from '../../dist/export/read-model.js';
import { copyParameters, Network } from '../../dist/network/network.js';
import { readCheckpoint } from '../../dist/run/checkpoint-files.js';
import { peakMemory } from '../fixtures/peak-memory.mjs';
import { damaged } from './fuzz-inputs.mjs';

const [folder, count, seed, ...kinds] = process.argv.slice(2);
const NAMES = {
  json: 'c.json',
  yaml: 'c.yaml',
  model: 'model.json',
  checkpoint: 'checkpoint-000010.json',
  npz: 'a.npz',
  npy: 'b.npz',
  pkl: 'a.pkl',
  safetensors: 'a.safetensors',
};

const readsModel = [
  /^MODEL_/,
  async (path) => {
    const { precision, architecture, parameters } = await readModel(path, { activation: 'relu', scale: 1 });
    copyParameters(new Network(createReferenceEngine(precision), architecture), parameters);
  },
];

/** For each kind of file: the errors that are allowed, and how to read and use it. */
const READERS = {
  idx: [/^IDX_/, async (_, bytes) => parseIdx(bytes, 'images', 'images')],
  gzip: [/^(GZIP|IDX)_/, async (_, bytes) => parseIdx(await unpackIdx(bytes, 'images', 'images.gz'), 'images', 'i')],
  json: [/^CONFIG/, loadConfig],
  yaml: [/^CONFIG/, loadConfig],
  model: readsModel,
  npz: readsModel,
  npy: readsModel,
  pkl: readsModel,
  safetensors: readsModel,
  checkpoint: [/^RESUME_/, () => readCheckpoint(folder)],
};

/** Printable text on one line; a list of config mistakes has several lines. */
const ONE_LINE = /^[^\p{Cc}]+$/u;
const PRINTABLE_LINES = /^[^\p{C}]+(?:\n[^\p{C}]+)*$/u;

async function read(kind, bytes) {
  const [family, reader] = READERS[kind];
  const path = join(folder, NAMES[kind] ?? kind);
  writeFileSync(path, bytes);
  const start = process.cpuUsage();
  try {
    await reader(path, bytes);
  } catch (error) {
    if (!(error instanceof TrainerError)) throw error;
    const text = error.message + (error.hint ?? '');
    const isPlain = (family.test('CONFIG') ? PRINTABLE_LINES : ONE_LINE).test(text);
    if (!family.test(error.code) || !isPlain) throw new Error(`${error.code}: ${text}`);
  }
  // processor time, not elapsed time: other processes use the core, too
  const { user, system } = process.cpuUsage(start);
  const ms = (user + system) / 1000;
  if (ms > 1000) throw new Error(`took ${ms} ms`);
}

const wrong = [];
for (const kind of kinds) {
  const property = fc.asyncProperty(damaged(kind), (bytes) => read(kind, bytes));
  const result = await fc.check(property, { numRuns: Number(count), seed: Number(seed) });
  if (!result.failed) continue;
  const [bytes] = result.counterexample ?? [''];
  wrong.push({ kind, error: String(result.errorInstance?.stack), input: Buffer.from(bytes).toString('latin1') });
}
process.stdout.write(JSON.stringify({ wrong, peakBytes: peakMemory() }));
