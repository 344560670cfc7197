import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { DATASET_NAMES } from '../../src/dataset/catalogue.js';
import { MNIST_FILES } from '../../src/dataset/entry.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { modelToJson } from '../../src/network/model-json.js';
import { Network } from '../../src/network/network.js';
import { listed } from '../fixtures/listed.js';
import { loopbackServer } from '../fixtures/loopback-server.js';
import { REAL_MNIST, withoutRealMnist } from '../fixtures/real-mnist.js';
import { type Ended, workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const work = workplace();
const { folder, run, runWarm, files } = work;

beforeAll(() => {
  const { idx } = tinyDataset();
  writeFiles(`${folder}/data/custom`, idx, '');
  writeFiles(`${folder}/small/custom`, tinyDataset({ rows: 4, columns: 4 }).idx, '');
  const cut = gzipSync(idx.get('train-images-idx3-ubyte') ?? '').subarray(0, 2000);
  work.write('half/mnist/train-images-idx3-ubyte.gz', cut);

  work.write('tiny.yaml', 'dataset: custom\nhidden: [8]\nbatchSize: 10\niterations: 3\n');
  work.write('typos.yaml', 'dataset: mnits\nlearningrate: 0.1\nlayers: [50]\nbatchSize: many\ninit: { stdev: 0.01 }\n');
  work.write('large.yaml', 'dataset: custom\nhidden: [8]\niterations: 3\n');
  work.write('broken.json', '{ "seed": 1, }');

  const network = new Network(createReferenceEngine('float32'), {
    input: 784,
    hidden: [2],
    output: 10,
    activation: 'relu',
  });
  const model = modelToJson(network, { dataset: { name: 'custom' } });
  work.write('model.json', model);
  work.write('cut.json', model.slice(0, 5000));
  work.write('foreign.json', { hello: 'world' });
  work.write('strange.json', model.replace('"name": "custom"', '"name": "\\u001b[2Jmnits"'));
  work.write('damaged.json', model.replace('"data": "AAAA', '"data": "AAAB'));
});

interface Mistake {
  readonly what: string;
  readonly command: string;
  readonly code: number;
  /** The first line of stderr, without the program's name, with FOLDER for the folder. */
  readonly says: string;
  readonly hint: string;
}

const TRAIN_HELP = 'mnist-train --help lists commands and flags';
const GIVE_MODEL = 'give the model.json that a training run wrote, for example runs/quickstart/model.json';
const TRAIN_AGAIN = 'train the model again, or fetch an undamaged copy';
const CHECK_HELP = 'mnist-train gradcheck --help explains the flag';

const MISTAKES: readonly Mistake[] = [
  {
    what: 'a misspelt flag',
    command: 'mnist-train --config tiny.yaml --bach-size 10',
    code: 2,
    says: "USAGE: unknown option '--bach-size' (Did you mean --batch-size?)",
    hint: TRAIN_HELP,
  },
  {
    what: 'a misspelt command',
    command: 'mnist-train fecth',
    code: 2,
    says: 'USAGE: unknown command or config "fecth"',
    hint: 'did you mean fetch?',
  },
  {
    what: 'a flag before the command it is for',
    command: 'mnist-train --config tiny.yaml gradcheck',
    code: 2,
    says: 'USAGE: --config stands before gradcheck, where it has no effect',
    hint: 'mnist-train gradcheck --config <config>',
  },
  {
    what: 'a flag before a command that does not have it',
    command: 'mnist-train --lr 1 fetch',
    code: 2,
    says: 'USAGE: --lr stands before fetch, where it has no effect',
    hint: 'leave it out; mnist-train fetch --help lists its flags',
  },
  {
    what: 'a flag without effect on a gradient check',
    command: 'mnist-train gradcheck --gradient numerical',
    code: 2,
    says: "USAGE: unknown option '--gradient'",
    hint: 'mnist-train gradcheck --help lists its flags',
  },
  {
    what: 'two forms of JSON',
    command: 'mnist-train --config tiny.yaml --json --json-lines',
    code: 2,
    says: "USAGE: option '--json-lines' cannot be used with option '--json'",
    hint: TRAIN_HELP,
  },
  {
    what: 'an unexpected argument',
    command: 'mnist-train fetch kmnist --offline',
    code: 2,
    says: "USAGE: too many arguments for 'fetch'. Expected 0 arguments but got 1.",
    hint: 'mnist-train fetch --help lists its flags',
  },
  {
    what: 'a missing config',
    command: 'mnist-train --config missing.yaml',
    code: 2,
    says: 'CONFIG_READ: missing.yaml: no such file',
    hint: 'the full path is FOLDER/missing.yaml',
  },
  {
    what: 'a config that cannot be parsed',
    command: 'mnist-train --config broken.json',
    code: 2,
    says: 'CONFIG_SYNTAX: broken.json:1:14: expected a property name, got "}" (trailing comma?)',
    hint: 'mnist-train schema lists every key and its values',
  },
  {
    what: 'several typos in a config',
    command: 'mnist-train --config typos.yaml',
    code: 2,
    says:
      'CONFIG: typos.yaml: 5 problems\n' +
      `  1:10: dataset: got "mnits", expected ${listed(DATASET_NAMES)}; did you mean "mnist"?\n` +
      '  2:1: unknown key "learningrate"; did you mean "learningRate"?\n' +
      '  3:1: unknown key "layers"; did you mean "hidden"?\n' +
      '  4:12: batchSize: expected a number, got the string "many"\n' +
      '  5:9: unknown key "stdev" in init; did you mean "std"?',
    hint: 'mnist-train schema lists every key and its values',
  },
  {
    what: 'a flag that should be a number',
    command: 'mnist-train --config tiny.yaml --lr abc',
    code: 2,
    says: 'CONFIG_TYPE: tiny.yaml: learningRate: expected a number, got the string "abc" (from a flag or the environment)',
    hint: 'mnist-train schema lists every key and its values',
  },
  {
    what: 'a flag with an empty value',
    command: 'mnist-train --config tiny.yaml --lr ',
    code: 2,
    says: 'CONFIG_TYPE: tiny.yaml: learningRate: expected a number, got the string "" (from a flag or the environment)',
    hint: 'mnist-train schema lists every key and its values',
  },
  {
    what: 'flags out of range',
    command: 'mnist-train --config tiny.yaml --epochs 0 --hidden 8,0',
    code: 2,
    says:
      'CONFIG: tiny.yaml: 2 problems\n' +
      '  hidden[1]: must be an integer from 1 to 4096, got 0 (from a flag or the environment)\n' +
      '  epochs: must be an integer from 1 to 10000, got 0 (from a flag or the environment)',
    hint: 'mnist-train schema lists every key and its values',
  },
  {
    what: 'a batch larger than the data',
    command: 'mnist-train --config large.yaml',
    code: 2,
    says: 'CONFIG_RANGE: batchSize: 100 exceeds the 60 training images',
    hint: 'lower batchSize, or raise data.limit',
  },
  {
    what: 'a file in place of the output folder',
    command: 'mnist-train --config tiny.yaml --output tiny.yaml/results',
    code: 7,
    says: 'OUTPUT: tiny.yaml/results: is not a folder',
    hint: 'check the free space and the permissions of the folder, or start a run in another one with --output DIR',
  },
  {
    what: 'no network and an empty cache',
    command: 'mnist-train --config tiny.yaml --dataset mnist --data-dir empty --offline',
    code: 3,
    says: 'DOWNLOAD_OFFLINE: train-images-idx3-ubyte.gz is not in empty/mnist, and downloading is off',
    hint:
      'run mnist-train fetch once with a network, copy the four files there from another machine, ' +
      'or use dataset: strokes, which needs no network',
  },
  {
    what: 'a half-downloaded file and no network',
    command: 'mnist-train fetch --data-dir half --offline',
    code: 3,
    says:
      'GZIP_TRUNCATED: half/mnist/train-images-idx3-ubyte.gz: ends after 2,000 of 9,912,422 bytes, ' +
      'and downloading it again is off',
    hint:
      'run without --offline and it will be replaced, or copy the four files there from another machine, ' +
      'or use dataset: strokes, which needs no network',
  },
  {
    what: 'an insecure mirror',
    command: 'mnist-train fetch --data-dir empty --mirror http://example.com/',
    code: 2,
    says:
      'CONFIG_VALUE: flags: data.mirrors[0]: must be an https: or file: address (http: only on this machine), ' +
      'got "http://example.com/" (from a flag or the environment)',
    hint: 'give an https:// folder, a file:/// folder, or http:// on 127.0.0.1, localhost or [::1]',
  },
  {
    what: 'a missing model',
    command: 'mnist-eval missing.json',
    code: 5,
    says: 'MODEL_READ: missing.json: no such file',
    hint: GIVE_MODEL,
  },
  {
    what: 'a model that is cut off',
    command: 'mnist-eval cut.json',
    code: 5,
    says: 'MODEL_SYNTAX: cut.json: ends at byte 5000; the file is cut off',
    hint: TRAIN_AGAIN,
  },
  {
    what: 'a JSON file that is not a model',
    command: 'mnist-eval foreign.json',
    code: 5,
    says: 'MODEL_FORMAT: foreign.json: field "format" is missing, expected "mnist-train-model"',
    hint: TRAIN_AGAIN,
  },
  {
    what: 'a model with one bit changed',
    command: 'mnist-eval damaged.json',
    code: 5,
    says: 'MODEL_HASH: damaged.json: the parameters do not match their SHA-256; the file is damaged',
    hint: TRAIN_AGAIN,
  },
  {
    what: 'a model of an unknown dataset',
    command: 'mnist-eval strange.json',
    code: 5,
    says:
      'MODEL_VALUE: strange.json: dataset: got "/x1b[2Jmnits", ' + // expectMistake replaces the backslash
      `expected ${listed(DATASET_NAMES)}`,
    hint: TRAIN_AGAIN,
  },
  {
    what: 'a run with a name that is too long',
    command: `mnist-train --resume ${'x'.repeat(300)}`,
    code: 5,
    says: `RESUME_FOLDER: ${'x'.repeat(300)}: the name is too long`,
    hint: 'start a new run: mnist-train --config FILE',
  },
  {
    what: 'a dataset that does not fit the model',
    command: 'mnist-eval model.json --data-dir small',
    code: 5,
    says: 'MODEL_SHAPE: model.json: has 784 inputs and 10 classes, custom has 16 pixels and 10 classes',
    hint: 'evaluate it on the dataset it was trained on: --dataset NAME',
  },
  {
    what: 'an accuracy in per cent',
    command: 'mnist-eval model.json --min-accuracy 95',
    code: 2,
    says: 'USAGE: --min-accuracy: expected a number from 0 to 1, got "95"',
    hint: 'give a fraction: 0.95 for 95 %',
  },
  {
    what: 'gradcheck with a huge step',
    command: 'mnist-train gradcheck --h 2',
    code: 2,
    says: 'USAGE: --h: expected a number from 1e-12 to 1, got "2"',
    hint: CHECK_HELP,
  },
  {
    what: 'gradcheck with an empty --steps',
    command: 'mnist-train gradcheck --steps ',
    code: 2,
    says: 'USAGE: --steps: expected a whole number from 0 to 1000000, got ""',
    hint: CHECK_HELP,
  },
];

/** A user's mistake must not show a stack. */
function expectNoStack({ stdout, stderr }: Ended): void {
  expect(stdout + stderr).not.toMatch(/\bat .*:\d+:\d+/);
}

describe('a mistake is reported in one sentence with a hint:', () => {
  function expectMistake(ended: Ended, { command, code, says, hint }: Mistake): void {
    const [program] = command.split(' ');
    const text = `${program}: ${says}\n  hint: ${hint}\n`;
    expect(ended.stderr.replaceAll(folder, 'FOLDER').replaceAll('\\', '/')).toBe(text);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expectNoStack(ended);
  }

  test.each(MISTAKES)('$what', async (mistake) => expectMistake(await runWarm(mistake.command), mistake));

  const ofEachCode = [...new Map(MISTAKES.map((mistake) => [mistake.code, mistake])).values()];
  test.concurrent.each(ofEachCode)('$what, in a process of its own: exit $code', async (mistake) =>
    expectMistake(await run(mistake.command), mistake),
  );

  test('none of them leaves files behind', () => {
    expect(files('.').filter((name) => !/\.(json|yaml)$/.test(name))).toEqual(['data', 'half', 'small']);
  });
});

describe('--min-accuracy', () => {
  test.concurrent('prints the result and exits 6 if it is not reached', async () => {
    const ended = await runWarm('mnist-eval model.json --min-accuracy 0.99 --json');
    const { accuracy } = JSON.parse(ended.stdout);
    expect([ended.code, ended.stderr]).toEqual([
      6,
      `mnist-eval: CHECK_ACCURACY: accuracy ${accuracy} is below --min-accuracy 0.99\n  hint: train longer, or lower --min-accuracy\n`,
    ]);
    expectNoStack(ended);
  });

  test.concurrent('exits 0 if it is reached', async () => {
    expect(await runWarm('mnist-eval model.json --min-accuracy 0 --json')).toMatchObject({ code: 0, stderr: '' });
  });
});

describe.skipIf(withoutRealMnist())('a half-downloaded file', () => {
  test('is downloaded again from a mirror, with a notice', async () => {
    const server = await loopbackServer((request, response) => {
      response.end(readFileSync(join(REAL_MNIST, (request.url ?? '').slice(1))));
    });
    const [first, ...others] = MNIST_FILES.map(({ name }) => name);
    for (const name of others) copyFileSync(join(REAL_MNIST, `${name}.gz`), join(folder, `half/mnist/${name}.gz`));
    const ended = await runWarm(`mnist-train fetch --data-dir half --mirror ${server}`);
    expect(ended.stderr).toBe(
      `${join('half/mnist', first)}.gz: ends after 2,000 of 9,912,422 bytes; downloading it again\n` +
        `downloaded ${server}${first}.gz (9,912,422 bytes)\n`,
    );
    expect(ended.stdout.split('\n').filter((line) => !line.startsWith('  sha256'))).toEqual([
      `${first}  download  9,912,422 bytes  ${server}${first}.gz`,
      `${others[0]}  cache  28,881 bytes  ${join('half/mnist', others[0])}.gz`,
      `${others[1]}  cache  1,648,877 bytes  ${join('half/mnist', others[1])}.gz`,
      `${others[2]}  cache  4,542 bytes  ${join('half/mnist', others[2])}.gz`,
      '',
    ]);
    expect(ended.code).toBe(0);

    const again = await runWarm('mnist-train fetch --data-dir half --offline --json');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(again.stdout).files.map(({ origin }: { origin: string }) => origin)).toEqual([
      'cache',
      'cache',
      'cache',
      'cache',
    ]);
  });

  test('in a mirror folder is reported with a hint', async () => {
    work.write(
      'mirror/train-images-idx3-ubyte.gz',
      readFileSync(join(REAL_MNIST, 'train-images-idx3-ubyte.gz')).subarray(0, 5000),
    );
    const mirror = pathToFileURL(join(folder, 'mirror/')).href;
    const ended = await runWarm(`mnist-train fetch --data-dir empty --mirror ${mirror}`);
    expect([ended.code, ended.stdout]).toEqual([3, '']);
    expect(ended.stderr).toBe(
      'mnist-train: DOWNLOAD_FAILED: train-images-idx3-ubyte.gz could not be downloaded: ' +
        `${mirror}train-images-idx3-ubyte.gz: ends after 5,000 of 9,912,422 bytes\n` +
        `  hint: name another folder of the files with --mirror, copy them to ${join('empty', 'mnist')}, or use dataset: strokes\n`,
    );
    expect(files('empty/mnist')).toEqual([]);
  });
});
