import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { encodeIdx } from '../../dist/dataset/idx/idx.js';
import { createReferenceEngine } from '../../dist/engine/reference/engine.js';
import { arraysOf } from '../../dist/export/model-file.js';
import { npyBytes } from '../../dist/export/npy.js';
import { npzBytes } from '../../dist/export/npz.js';
import { safetensorsBytes } from '../../dist/export/safetensors.js';
import { zipBytes } from '../../dist/export/zip.js';
import { modelToJson } from '../../dist/network/model-json.js';
import { Network } from '../../dist/network/network.js';
import { Philox } from '../../dist/random/philox.js';
import { checkpointToJson } from '../../dist/run/checkpoint.js';

const YAML = `# a config with every kind of value
$schema: ./x.json
seed: 7
data: {dir: data, mirrors: ["https://example.com/"], limit: {train: 10, test: 5}}
hidden: [50, 100]
init:
  rng: numpy
  std: 0.01
learningRate: 1e-1
optimizer: {name: adam, beta1: 0.9}
schedule: cosine
epochs: 3
output:
  dir: 'runs/x'
`;
const CONFIG = { seed: 7, hidden: [50], data: { offline: true, limit: 9 }, init: { std: 0.1 }, optimizer: 'adam' };

const network = new Network(createReferenceEngine('float32'), {
  input: 4,
  hidden: [3],
  output: 2,
  activation: 'sigmoid',
});
network.initialise(new Philox(1, 0), 0.5);
const facts = { config: { seed: 3 }, dataset: { name: 'custom' } };
const images = encodeIdx(
  [6, 5, 4],
  Uint8Array.from({ length: 120 }, (_, i) => (i % 3 === 0 ? i : 0)),
);
const checkpoint = checkpointToJson({
  state: {
    iteration: 10,
    parameters: network.params,
    optimizer: {},
    batches: { random: { words: [3, 1], kept: null }, taken: 0 },
  },
  settings: facts,
  outcome: { iterations: 10 },
  lengths: { 'loss.csv': 5, 'accuracy.csv': 7 },
});

const arrays = arraysOf({ parameters: network.params });
const fixture = (name) => readFileSync(new URL(`../fixtures/export/${name}`, import.meta.url));
const pickles = JSON.parse(fixture('pickles.json'));

/** Valid files of each kind, as small as possible with every feature. */
const SEEDS = {
  idx: images,
  gzip: gzipSync(images),
  json: JSON.stringify(CONFIG, null, 1),
  yaml: YAML,
  model: modelToJson(network, facts),
  checkpoint,
  npz: [npzBytes(arrays), fixture('arrays.npz'), fixture('arrays-compressed.npz')],
  // an array in a zip file with correct checksums
  npy: Array.from(arrays.values(), npyBytes),
  pkl: Object.values(pickles).map((text) => Buffer.from(text, 'base64')),
  safetensors: safetensorsBytes(arrays, { format: 'x' }),
};

/** Bytes that have a meaning for one of the parsers, and some without a meaning. */
const TELLING = Buffer.from(
  '[]{}:,-?!&*#|>%@`"\'\\ \t\n\r0.e~<=_\0\x1b\x1f\x8b\x08\x02\x03\x18\xff\xfe\xc3\xef()tRbcsupqghioPQBCXUVSTIJKLMN\x80\x81\x82\x85\x86\x87\x8a\x8c\x8d\x8e\x93\x94\x95\x96',
  'latin1',
);
/** Texts of several bytes that may confuse a parser. */
const PIECES = [
  '1e400',
  '-0',
  '""',
  'null',
  '__proto__',
  '9007199254740993',
  '[[[[',
  '{"":',
  '\\ud800',
  '*a',
  '&a ',
  '!!x ',
  'cos\nsystem\n',
  'cbuiltins\neval\n',
  'c_codecs\nencode\n',
  'cnumpy\ndtype\n',
  'cnumpy.core.multiarray\n_reconstruct\n',
  'PK\x01\x02',
  "'shape': (99999999,)",
  '"data_offsets":[0,8]',
];
/** Values for length fields. */
const LENGTHS = [0, 1, 0x00010000, 0x04000000, 0x7fffffff, 0x80000000, 0xffffffff];

const place = fc.nat({ max: 0xffffffff });
const byte = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TELLING) },
  { weight: 1, arbitrary: fc.nat({ max: 255 }) },
);
const edit = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(place, fc.nat({ max: 7 })).map(([at, bit]) => flip(at, bit)) },
  { weight: 5, arbitrary: fc.tuple(place, fc.nat({ max: 3 }), byte).map(([at, gone, to]) => splice(at, gone, [to])) },
  { weight: 1, arbitrary: place.map((at) => (bytes) => bytes.subarray(0, at % (bytes.length + 1))) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(place, byte, fc.integer({ min: 2, max: 400 }))
      .map(([at, to, n]) => splice(at, 0, Array(n).fill(to))),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(place, place, fc.nat({ max: 80 }), fc.nat({ max: 80 })).map((where) => copy(...where)),
  },
  { weight: 2, arbitrary: fc.tuple(place, fc.constantFrom(...LENGTHS)).map(([at, length]) => claim(at, length)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(place, fc.nat({ max: 12 }), fc.constantFrom(...PIECES))
      .map(([at, gone, piece]) => splice(at, gone, Buffer.from(piece))),
  },
);

// positions are taken modulo the length, so changes can be combined

function splice(at, gone, added) {
  return (bytes) => {
    const start = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, start), Uint8Array.from(added), bytes.subarray(start + gone)]);
  };
}

function flip(at, bit) {
  return (bytes) => splice(at, 1, [bytes[at % (bytes.length + 1)] ^ (1 << bit)])(bytes);
}

/** Copies a piece of the file to another place. */
function copy(from, to, length, gone) {
  return (bytes) => {
    const start = from % (bytes.length + 1);
    return splice(to, gone, bytes.subarray(start, start + length))(bytes);
  };
}

/** Overwrites four bytes, big-endian as in IDX or little-endian as in gzip, aligned or not. */
function claim(at, length) {
  const number = Buffer.alloc(4);
  if (at & 1) number.writeUInt32BE(length);
  else number.writeUInt32LE(length);
  return (bytes) => splice(at & 2 ? (at % (bytes.length + 1)) & ~3 : at, 4, number)(bytes);
}

/** Updates the hash, if there is one left: otherwise no input would get past that check. */
const REHASH = {
  model: (file) => {
    const hash = createHash('sha256');
    for (const name of ['W1', 'b1', 'W2', 'b2']) hash.update(Buffer.from(file.parameters[name].data, 'base64'));
    file.sha256 = hash.digest('hex');
  },
  checkpoint: (file) => {
    file.sha256 = createHash('sha256').update(JSON.stringify(file.body)).digest('hex');
  },
};

function rehashed(kind, bytes) {
  try {
    const file = JSON.parse(bytes.toString());
    REHASH[kind]?.(file);
    return Buffer.from(JSON.stringify(file));
  } catch {
    return bytes;
  }
}

/** A safetensors file with a corrected header length, if the end of the header can be found. */
function withLength(bytes) {
  if (bytes.length < 8) return bytes;
  const result = Buffer.from(bytes);
  result.writeBigUInt64LE(BigInt(Math.max(0, result.lastIndexOf('}') + 1 - 8)));
  return result;
}

/** Makes one to six changes to a file of this kind. */
export function damaged(kind) {
  const seeds = fc.constantFrom(...[SEEDS[kind]].flat());
  return fc.tuple(fc.array(edit, { minLength: 1, maxLength: 6 }), fc.boolean(), seeds).map(([edits, rehash, seed]) => {
    const bytes = edits.reduce((file, change) => change(file), Buffer.from(seed));
    if (kind === 'npy') return Buffer.from(zipBytes({ 'W1.npy': bytes }));
    if (kind === 'safetensors' && rehash) return withLength(bytes);
    return rehash && kind in REHASH ? rehashed(kind, bytes) : bytes;
  });
}
