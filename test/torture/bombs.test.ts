import { linkSync, readFileSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { encodeIdx } from '../../src/dataset/idx/idx.js';
import { PROJECT, workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';
import { PATIENCE, report } from './torture.js';

const { folder, run, write } = workplace();
const IMAGES = 'train-images-idx3-ubyte';

beforeAll(() => {
  write('tiny.yaml', 'dataset: custom\nhidden: [8]\nbatchSize: 10\niterations: 3\n');
  // makes a process report its memory and processor time when it ends
  write(
    'cost.mjs',
    `import { writeFileSync } from 'node:fs';
     import { peakMemory } from '${pathToFileURL(join(PROJECT, 'test/fixtures/peak-memory.mjs')).href}';
     process.on('exit', () => {
       const { userCPUTime } = process.resourceUsage();
       writeFileSync(process.env.COST, JSON.stringify({ peakBytes: peakMemory(), userCPUTime }));
     });`,
  );
  const { idx } = tinyDataset();
  for (const name of ['packed', 'huge', 'empty', 'large']) writeFiles(`${folder}/${name}`, idx, '');
  const header = encodeIdx([60, 28, 28], new Uint8Array(60 * 784));
  write(`packed/${IMAGES}.gz`, bomb(header));
  truncateSync(join(folder, `huge/${IMAGES}`), 10e9);
  truncateSync(join(folder, `empty/${IMAGES}`), 64 * 2 ** 20);
  const side = 5000;
  write(`large/${IMAGES}`, encodeIdx([2, side, side], new Uint8Array(2 * side * side)));
  write('large/train-labels-idx1-ubyte', encodeIdx([2], Uint8Array.of(0, 1)));
  write('large/t10k-images-idx3-ubyte', encodeIdx([1, side, side], new Uint8Array(side * side)));
  write('large/t10k-labels-idx1-ubyte', encodeIdx([1], Uint8Array.of(1)));

  write('deep.yaml', '['.repeat(60_000));
  write('deep.json', '{"a":'.repeat(10_000));
  write(
    'aliases.yaml',
    `a0: &a0 [x]\n${Array.from({ length: 99 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`).join('')}`,
  );
  write('brackets.json', Buffer.alloc(60e6, '['));
  write('values.json', `[${'{},'.repeat(20e6)}1]`);
  const thousand = Array.from({ length: 1000 }, (_, i) => `k${i}":1`); // "0k0":1,"0k1":1 …
  write('keys.json', `{${Array.from({ length: 3000 }, (_, i) => `"${i}${thousand.join(`,"${i}`)}`).join()}}`);
  write('sparse.json', '');
  truncateSync(join(folder, 'sparse.json'), 10e9);
  for (const name of ['brackets', 'values']) {
    write(`${name}/config.json`, { dataset: 'custom' });
    linkSync(join(folder, `${name}.json`), join(folder, `${name}/checkpoint-000010.json`));
  }
  symlinkSync('run.json', join(folder, 'run.json'));
});

/** gzip of a header and 400 MB of zeros, without its end. The zeros are compressed once and repeated. */
function bomb(header: Uint8Array): Uint8Array {
  const packed = (bytes: Uint8Array) => deflateRawSync(bytes, { finishFlush: constants.Z_FULL_FLUSH });
  const zeros = packed(new Uint8Array(4e6));
  return Buffer.concat([gzipSync('').subarray(0, 10), packed(header), ...new Array(100).fill(zeros)]);
}

test.each([
  ['a file that unpacks to 400 MB', 'mnist-train --config tiny.yaml --data-dir packed', 3, 'GZIP_BOMB'],
  ['10 GB of images', 'mnist-train --config tiny.yaml --data-dir huge', 3, 'CACHE_READ'],
  ['images of 64 MiB that hold 60', 'mnist-train --config tiny.yaml --data-dir empty', 3, 'IDX_TRAILING'],
  ['images too large for a net', 'mnist-train --config tiny.yaml --data-dir large --batch-size 1', 3, 'IDX_SHAPE'],
  ['60,000 brackets of YAML', 'mnist-train --config deep.yaml', 2, 'CONFIG_DEPTH'],
  ['10,000 braces of JSON', 'mnist-train --config deep.json', 2, 'CONFIG_DEPTH'],
  ['2^99 aliases', 'mnist-train --config aliases.yaml', 2, 'CONFIG_ALIAS'],
  ['a config of 10 GB', 'mnist-train --config sparse.json', 2, 'CONFIG_TOO_LARGE'],
  ['a model of 60 million brackets', 'mnist-eval brackets.json', 5, 'MODEL_TOO_LARGE'],
  ['a model of 20 million values', 'mnist-eval values.json', 5, 'MODEL_TOO_LARGE'],
  ['a model of 3 million keys', 'mnist-eval keys.json', 5, 'MODEL_TOO_LARGE'],
  ['a model of 10 GB', 'mnist-eval sparse.json', 5, 'MODEL_TOO_LARGE'],
  ['a model that links to itself', 'mnist-eval run.json', 5, 'MODEL_READ'],
  ['a run that links to itself', 'mnist-train --resume run.json', 5, 'RESUME_FOLDER'],
  ['a checkpoint of 60 million brackets', 'mnist-train --resume brackets', 5, 'RESUME_CHECKPOINT'],
  ['a checkpoint of 20 million values', 'mnist-train --resume values', 5, 'RESUME_CHECKPOINT'],
])(
  '%s takes at most 300 MB and is refused with a sentence and a hint',
  async (what, command, code, says) => {
    const cost = join(folder, 'cost.json');
    const meter = `--import=${pathToFileURL(join(folder, 'cost.mjs')).href}`;
    const ended = await run(command, { env: { NODE_OPTIONS: meter, COST: cost } });
    expect(ended.stderr).toMatch(new RegExp(`^mnist-\\w+: ${says}: [^\\n]+\\n  hint: [^\\n]+\\n$`));
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    const { peakBytes, userCPUTime } = JSON.parse(readFileSync(cost, 'utf8'));
    expect(peakBytes).toBeLessThan(300e6);
    // starting a process takes 0.3 s, several times as long on a busy machine
    expect(userCPUTime / 1e6).toBeLessThan(3);
    report({ fault: `a bomb: ${what}`, injected: 1, survived: 1 });
  },
  PATIENCE,
);
