import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '../../src/config/load.js';
import { loopbackServer } from '../fixtures/loopback-server.js';
import { type Ended, workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const work = workplace();
const { folder, run, runWarm, read, json, files } = work;

const FILES = ['accuracy.csv', 'config.json', 'loss.csv', 'model.json', 'run.json'];
const SAME_BYTES = ['loss.csv', 'accuracy.csv', 'model.json'];

/** With 60 training images: 6 iterations per epoch. */
const CONFIG = {
  seed: 5,
  dataset: 'custom',
  hidden: [8],
  iterations: 8,
  batchSize: 10,
  evaluateEvery: 3,
};

const YAML = `# eight updates
seed: 5
dataset: custom
hidden: [8]
iterations: 8
batchSize: 10
evaluateEvery: 3
`;

let fromYaml: Ended;
let fromJson: Ended;

beforeAll(async () => {
  writeFiles(`${folder}/data/custom`, tinyDataset().idx, '');
  writeFiles(`${folder}/small`, tinyDataset({ rows: 4, columns: 4, train: 40 }).idx, '');
  work.write('yaml.yaml', YAML);
  work.write('json.json', CONFIG);
  [fromYaml, fromJson] = await Promise.all([
    run('mnist-train --config yaml.yaml'),
    run('mnist-train --config json.json --json'),
  ]);
});

function rows(path: string): string[][] {
  const lines = read(path).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => line.split(','));
}

function column(path: string, name: string): number[] {
  const [header, ...body] = rows(path);
  return body.map((row) => Number(row[header.indexOf(name)]));
}

describe('a run from YAML', () => {
  test('writes five files and nothing else', () => {
    expect(fromYaml.code).toBe(0);
    expect(files('runs/yaml')).toEqual(FILES);
    expect(files('.')).toEqual(['data', 'json.json', 'runs', 'small', 'yaml.yaml']);
  });

  test('writes every loss to loss.csv', () => {
    const [header, ...body] = rows('runs/yaml/loss.csv');
    expect(header).toEqual(['iteration', 'epoch', 'loss']);
    expect(body.map(([iteration]) => iteration)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
    expect(body.map(([, epoch]) => epoch)).toEqual(['1', '1', '1', '1', '1', '1', '2', '2']);
    for (const [, , loss] of body) {
      expect(loss).toBe(String(Number(loss)));
      expect(Number(loss)).toBeGreaterThan(2);
    }
  });

  test('measures accuracy after updates 1, 1 + evaluateEvery … and the last', () => {
    const [header, ...body] = rows('runs/yaml/accuracy.csv');
    expect(header).toEqual(['iteration', 'epoch', 'train_accuracy', 'test_accuracy']);
    expect(body.map(([iteration, epoch]) => [iteration, epoch])).toEqual([
      ['1', '1'],
      ['4', '1'],
      ['7', '2'],
      ['8', '2'],
    ]);
    for (const [, , train, testing] of body) {
      expect(Number(train) * 60).toBeCloseTo(Math.round(Number(train) * 60), 9);
      expect(Number(testing) * 10).toBeCloseTo(Math.round(Number(testing) * 10), 9);
    }
  });

  test('writes every setting to config.json', () => {
    expect(json('runs/yaml/config.json')).toEqual(resolveConfig(CONFIG));
  });

  test('keeps what may differ between equal runs in run.json', () => {
    const facts = json('runs/yaml/run.json');
    expect(facts).toMatchObject({ status: 'finished', node: process.version });
    expect(facts.command).toEqual(['mnist-train', '--config', 'yaml.yaml']);
    expect(Date.parse(String(facts.finishedAt))).toBeGreaterThanOrEqual(Date.parse(String(facts.startedAt)));
  });

  test('prints its results on stdout', () => {
    const loss = column('runs/yaml/loss.csv', 'loss')[7].toFixed(4);
    const train = column('runs/yaml/accuracy.csv', 'train_accuracy')[3].toFixed(4);
    const testing = column('runs/yaml/accuracy.csv', 'test_accuracy')[3].toFixed(4);
    expect(fromYaml.stdout.replace(/in \d+\.\d s/, 'in … s')).toBe(
      `8 iterations on custom in … s, last loss ${loss}\n` +
        `accuracy: test ${testing}, train ${train}\n` +
        'written: runs/yaml/{loss.csv,accuracy.csv,model.json,config.json,run.json}\n' +
        'next:    mnist-eval runs/yaml/model.json\n',
    );
  });

  test('prints one line for each evaluation on stderr, without control characters', () => {
    const line = /^iteration {5}(\d) {2}epoch {2}\d {2}loss \d\.\d{4} {2}train \d\.\d{4} {2}test \d\.\d{4}$/;
    const lines = fromYaml.stderr.trimEnd().split('\n');
    expect(lines.map((text) => line.exec(text)?.[1])).toEqual(['1', '4', '7', '8']);
  });

  test('has a model without paths, user names or times', () => {
    const { parameters, ...rest } = json('runs/yaml/model.json');
    expect(Object.keys(parameters as object)).toEqual(['W1', 'b1', 'W2', 'b2']);
    expect(rest.training).toMatchObject({ iterations: 8, accuracy: { iteration: 8 }, config: { seed: 5 } });
    const text = JSON.stringify(rest);
    for (const secret of [folder, hostname(), userInfo().username, process.cwd(), process.version, '"data"', 'yaml']) {
      expect(text).not.toContain(secret);
    }
    expect(text).not.toMatch(/\d{4}-\d\d-\d\d|\d\d:\d\d/);
  });
});

describe('the same run from JSON', () => {
  test('with --json prints one document on stdout and nothing else there', () => {
    expect(fromJson.code).toBe(0);
    const document = JSON.parse(fromJson.stdout);
    expect(document).toEqual({
      run: 'runs/json',
      iterations: 8,
      loss: column('runs/json/loss.csv', 'loss')[7],
      accuracy: {
        iteration: 8,
        epoch: 2,
        trainAccuracy: column('runs/json/accuracy.csv', 'train_accuracy')[3],
        testAccuracy: column('runs/json/accuracy.csv', 'test_accuracy')[3],
      },
      interrupted: false,
      health: expect.objectContaining({ isHopeless: false, iterations: 8 }),
      config: json('runs/json/config.json'),
    });
    expect(fromJson.stderr).toBe(fromYaml.stderr);
  });

  test.each(SAME_BYTES)('gives the same bytes of %s', (name) => {
    expect(read(`runs/json/${name}`)).toBe(read(`runs/yaml/${name}`));
  });
});

describe.concurrent('a further run', () => {
  test('from standard input, with --json-lines, prints every record and the result', async () => {
    const running = work.start('mnist-train --config - --json-lines --quiet', { stdio: 'pipe' });
    running.child.stdin?.end(YAML);
    const { code, stdout, stderr } = await running.ended;
    expect([code, stderr]).toEqual([0, '']);
    for (const name of SAME_BYTES) expect(read(`runs/stdin/${name}`)).toBe(read(`runs/yaml/${name}`));
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const of = (wanted: string) => records.filter(({ kind }) => kind === wanted);
    expect(of('loss').map(({ loss }) => loss)).toEqual(column('runs/yaml/loss.csv', 'loss'));
    expect(of('accuracy').map(({ testAccuracy }) => testAccuracy)).toEqual(
      column('runs/yaml/accuracy.csv', 'test_accuracy'),
    );
    expect(records.map(({ kind }) => kind).slice(-2)).toEqual(['accuracy', 'end']);
    expect(records.at(-1)).toEqual({ ...JSON.parse(fromJson.stdout), kind: 'end', run: 'runs/stdin' });
    expect(records).toHaveLength(8 + 4 + 1);
  });

  test('from an empty standard input is rejected', async () => {
    const { code, stderr } = await run('mnist-train --config -');
    expect([code, stderr.split('\n')[0]]).toEqual([
      2,
      'mnist-train: CONFIG_EMPTY: stdin: is empty, expected a mapping',
    ]);
  });

  test('with --quiet prints nothing on stderr; the config of a run repeats it', async () => {
    const ended = await runWarm('mnist-train --config runs/yaml/config.json --output runs/again --quiet');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('8 iterations on custom');
    for (const name of SAME_BYTES) expect(read(`runs/again/${name}`)).toBe(read(`runs/yaml/${name}`));
  });

  test('with another seed goes to a new folder, and never overwrites the first', async () => {
    const before = Object.fromEntries(FILES.map((name) => [name, read(`runs/yaml/${name}`)]));
    const second = await runWarm('mnist-train --config yaml.yaml --seed 6');
    expect(second.stderr).toMatch(/^runs\/yaml is not empty; writing to runs\/yaml-2\n/);
    expect(second.stdout).toContain('next:    mnist-eval runs/yaml-2/model.json');
    const third = await runWarm('mnist-train --config yaml.yaml --output runs/yaml/');
    expect(third.stderr).toContain('writing to runs/yaml-3\n');

    for (const name of FILES) expect(read(`runs/yaml/${name}`)).toBe(before[name]);
    for (const name of SAME_BYTES) {
      expect(read(`runs/yaml-2/${name}`)).not.toBe(before[name]);
      expect(read(`runs/yaml-3/${name}`)).toBe(before[name]);
    }
  });

  test('with --force overwrites the first and leaves other files alone', async () => {
    work.write('runs/forced/model.json', 'old');
    work.write('runs/forced/notes.txt', 'mine');
    const { code, stderr } = await runWarm('mnist-train --config yaml.yaml --output runs/forced --force');
    expect([code, stderr]).toEqual([0, fromYaml.stderr]);
    expect(files('runs/forced')).toEqual([...FILES, 'notes.txt'].sort());
    expect(read('runs/forced/model.json')).toBe(read('runs/yaml/model.json'));
    expect(read('runs/forced/notes.txt')).toBe('mine');
  });

  test('started at the same time gets a folder of its own', async () => {
    const ended = await Promise.all([1, 2].map(() => run('mnist-train --config yaml.yaml --output runs/at-once')));
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    for (const name of ['at-once', 'at-once-2']) {
      expect(files(`runs/${name}`)).toEqual(FILES);
      for (const file of SAME_BYTES) expect(read(`runs/${name}/${file}`)).toBe(read(`runs/yaml/${file}`));
    }
  });
});

describe('flags', () => {
  test('--threads changes no byte of the results', async () => {
    for (const threads of [1, 2, 5]) {
      await runWarm(`mnist-train --config yaml.yaml --threads ${threads} --output runs/threads-${threads} --quiet`);
      for (const name of SAME_BYTES) expect(read(`runs/threads-${threads}/${name}`)).toBe(read(`runs/yaml/${name}`));
    }
  });

  test.each(['0', '65', '1.5', 'two', ''])('--threads %j is refused', async (threads) => {
    const { code, stderr } = await runWarm(`mnist-train --config yaml.yaml --threads=${threads}`);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `mnist-train: USAGE: --threads: expected a whole number from 1 to 64, got "${threads}"\n` +
        '  hint: leave it out to use every core; results are the same for any number\n',
    );
  });

  test('override the config', async () => {
    work.write('flags.yaml', `${YAML}activation: relu\ndata: { dir: nowhere }\noutput: { dir: runs/elsewhere }\n`);
    const ended = await runWarm(
      'mnist-train --config flags.yaml --seed 9 --epochs 2 --batch-size 20 --lr 0.25 --hidden 8,6 --activation sigmoid ' +
        '--gradient backprop --dataset custom --data-dir data --mirror https://a.example/ https://b.example/ --offline ' +
        '--output runs/flags --engine reference --precision float64 --optimizer adam --schedule step --weight-decay 0.01',
    );
    expect([ended.code, ended.stderr.split('\n').length - 1]).toEqual([0, 3]);
    expect(files('runs/elsewhere')).toEqual([]);
    expect(json('runs/flags/config.json')).toMatchObject({
      seed: 9,
      epochs: 2,
      batchSize: 20,
      learningRate: 0.25,
      optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999 },
      schedule: { name: 'step', every: 5, factor: 0.5 },
      weightDecay: 0.01,
      hidden: [8, 6],
      activation: 'sigmoid',
      gradient: 'backprop',
      dataset: 'custom',
      data: { dir: 'data', mirrors: ['https://a.example/', 'https://b.example/'], offline: true },
      output: { dir: 'runs/flags' },
      precision: 'float64',
    });
    expect(json('runs/flags/config.json')).not.toHaveProperty('iterations');
    expect(column('runs/flags/loss.csv', 'epoch')).toEqual([1, 1, 1, 2, 2, 2]);
    const { parameters } = json('runs/flags/model.json') as { parameters: Record<string, { shape: number[] }> };
    expect(Object.entries(parameters).map(([name, { shape }]) => [name, shape])).toEqual([
      ['W1', [784, 8]],
      ['b1', [8]],
      ['W2', [8, 6]],
      ['b2', [6]],
      ['W3', [6, 10]],
      ['b3', [10]],
    ]);
  });
});

describe('environment variables', () => {
  test('MNIST_TRAIN_DATA_DIR overrides the config, --data-dir overrides both', async () => {
    work.write('dir.yaml', `${YAML}data: { dir: nowhere }\n`);
    const command = 'mnist-train --config dir.yaml --iterations 1 --quiet';
    const [variable, flag] = await Promise.all([
      runWarm(command, { MNIST_TRAIN_DATA_DIR: 'data' }),
      runWarm(`${command} --data-dir data`, { MNIST_TRAIN_DATA_DIR: 'also-nowhere' }),
    ]);
    expect([variable.code, flag.code]).toEqual([0, 0]);
  });

  test('MNIST_TRAIN_MIRROR overrides the catalogue, --mirror overrides it; an empty value counts as unset', async () => {
    const asked: string[] = [];
    const server = await loopbackServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(404).end();
    });
    const fetching = 'mnist-train fetch --data-dir empty';
    const variable = await runWarm(fetching, { MNIST_TRAIN_MIRROR: `${server}one ${server}two/` });
    expect(variable.code).toBe(3);
    expect(asked).toEqual(['/one/train-images-idx3-ubyte.gz', '/two/train-images-idx3-ubyte.gz']);
    const flag = await runWarm(`${fetching} --mirror ${server}three`, { MNIST_TRAIN_MIRROR: `${server}four` });
    expect(flag.code).toBe(3);
    expect(asked.slice(2)).toEqual(['/three/train-images-idx3-ubyte.gz']);
    const empty = { MNIST_TRAIN_MIRROR: '', MNIST_TRAIN_DATA_DIR: '' };
    const nothing = await runWarm('mnist-train fetch --offline', empty);
    expect(nothing.stderr).toContain(
      `DOWNLOAD_OFFLINE: train-images-idx3-ubyte.gz is not in ${join('data', 'mnist')}, `,
    );
  });

  test('MNIST_TRAIN_OFFLINE forbids downloads unless its value means no; --offline always does', async () => {
    const server = await loopbackServer((_, response) => response.writeHead(404).end());
    const fetching = `mnist-train fetch --data-dir empty --mirror ${server}`;
    const offline = (flag: string, value: string) => runWarm(fetching + flag, { MNIST_TRAIN_OFFLINE: value });
    const ended = await Promise.all([offline('', '1'), offline('', 'no'), offline(' --offline', '0')]);
    expect(ended.map(({ code, stderr }) => [code, stderr.split(': ')[1]])).toEqual([
      [3, 'DOWNLOAD_OFFLINE'],
      [3, 'DOWNLOAD_FAILED'],
      [3, 'DOWNLOAD_OFFLINE'],
    ]);
  });
});

describe('every kind of net trains', () => {
  const small = { ...CONFIG, iterations: 3, data: { dir: 'small' } };
  const kinds: Record<string, object> = {
    numerical: { ...small, activation: 'sigmoid', gradient: 'numerical', numerical: { algorithm: 'full' } },
    sigmoid: { ...small, activation: 'sigmoid', precision: 'float64' },
    softmax: { ...small, hidden: [] },
    deep: { ...small, hidden: [8, 6], sampling: 'shuffle', engine: 'reference' },
    adam: {
      ...small,
      init: { std: 'he' },
      optimizer: { name: 'adam', beta1: 0.8 },
      schedule: { name: 'cosine', warmup: 0.5 },
      weightDecay: 0.1,
    },
    numpy: { ...small, seed: 0, init: { rng: 'numpy' }, learningRate: 1e-300 },
  };
  const ended: Record<string, Ended> = {};

  beforeAll(async () => {
    for (const [name, config] of Object.entries(kinds)) work.write(`${name}.json`, config);
    const names = Object.keys(kinds);
    const all = await Promise.all(names.map((name) => runWarm(`mnist-train --config ${name}.json`)));
    for (const [i, name] of names.entries()) ended[name] = all[i];
  });

  test.each(Object.keys(kinds))('%s', (name) => {
    expect(ended[name].code).toBe(0);
    expect(column(`runs/${name}/loss.csv`, 'iteration')).toEqual([1, 2, 3]);
    expect(column(`runs/${name}/accuracy.csv`, 'iteration')).toEqual([1, 3]);
  });

  test('numerical gradients give the losses of back-propagation, and announce their cost', () => {
    const losses = column('runs/numerical/loss.csv', 'loss');
    for (const [i, loss] of column('runs/sigmoid/loss.csv', 'loss').entries()) expect(losses[i]).toBeCloseTo(loss, 9);
    // 16 · 8 + 8 + 8 · 10 + 10 parameters
    expect(ended.numerical.stderr).toMatch(/^numerical gradients by full passes: 452 loss evaluations per step\n/);
    expect(json('runs/numerical/config.json').precision).toBe('float64');
  });

  test('an optimizer, its schedule and weight decay are in the model’s config, and change the run', async () => {
    const { config } = json('runs/adam/model.json').training as { config: Record<string, unknown> };
    expect(config).toMatchObject({
      init: { std: 'he' },
      optimizer: { name: 'adam', beta1: 0.8, beta2: 0.999 },
      schedule: { name: 'cosine', minimum: 0, warmup: 0.5 },
      weightDecay: 0.1,
    });
    const again = (flags: string) =>
      runWarm(`mnist-train --config runs/adam/config.json --quiet --output runs/${flags}`);
    await Promise.all(['same', 'sgd --optimizer sgd', 'free --weight-decay 0'].map(again));
    for (const name of SAME_BYTES) expect(read(`runs/same/${name}`)).toBe(read(`runs/adam/${name}`));
    const losses = ['adam', 'sgd', 'free'].map((name) => column(`runs/${name}/loss.csv`, 'loss'));
    expect(losses[1]).not.toEqual(losses[0]);
    for (const [i, loss] of losses[2].entries()) expect(losses[0][i] - loss).toBeGreaterThan(0.1);
  });

  test('a net without hidden layers has the two parameters W1 and b1', () => {
    expect(Object.keys(json('runs/softmax/model.json').parameters as object)).toEqual(['W1', 'b1']);
  });

  test('init.rng numpy starts from NumPy’s numbers', () => {
    const { parameters } = json('runs/numpy/model.json') as { parameters: { W1: { dtype: string; data: string } } };
    expect(parameters.W1.dtype).toBe('float64');
    const first = Buffer.from(parameters.W1.data, 'base64').readDoubleLE();
    expect(first).toBe(0.01 * 1.764052345967664); // np.random.seed(0); np.random.randn()
  });
});
