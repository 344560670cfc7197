// node fuzz-driver.mjs FOLDER COUNT SEED KINDS: reads COUNT damaged files of each kind as the program would, and prints what
// became of them as JSON. A process of its own, since one of them might end it; the last one is then still in FOLDER.
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

/** Of each kind: which errors it may end in, and how it is read and put to use. */
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

/** Printable, and in one line; the list of what is wrong with a config has more. */
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
  // not by the clock, which goes on while another process has the core
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
process.stdout.write(JSON.stringify({ wrong, peakBytes: 1024 * process.resourceUsage().maxRSS }));
