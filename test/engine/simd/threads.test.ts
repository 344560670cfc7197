import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, test } from 'vitest';
import { type NdArray, type Precision, setAll } from '../../../src/array.js';
import { resolveConfig } from '../../../src/config/load.js';
import { namesIn } from '../../../src/documents/choices.js';
import type { Engine } from '../../../src/engine/engine.js';
import type { ActivationName } from '../../../src/engine/reference/activations.js';
import { SimdContext } from '../../../src/engine/simd/context.js';
import { divide } from '../../../src/engine/simd/divide.js';
import { createSimdEngine } from '../../../src/engine/simd/engine.js';
import { type Kernels, kernelModule } from '../../../src/engine/simd/kernels.js';
import { instantiate } from '../../../src/engine/simd/module.js';
import { openQueues } from '../../../src/engine/simd/queues.js';
import { numericalNetworkGradient } from '../../../src/gradient/network-gradient.js';
import { ACTIVATION_NAMES } from '../../../src/layers/activations.js';
import { Network } from '../../../src/network/network.js';
import { Philox } from '../../../src/random/philox.js';
import { createOptimizer } from '../../../src/training/optimizers/optimizer.js';
import { OPTIMIZERS } from '../../../src/training/optimizers/optimizers.js';
import { flat, randomArray } from '../../fixtures/arrays.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { type CrewKernels, compileCrewKernels } from './crew-kernels.js';

const PRECISIONS: Precision[] = ['float32', 'float64'];
const [IMAGES, PIXELS] = [150, 200];

/** Waits for the workers of a crew that has been given work. */
async function workersReady(crew: Engine['crew']): Promise<void> {
  while (crew && crew.ready < crew.threads - 1) await setTimeout(10);
}

async function contextWithWorkers(threads: number): Promise<SimdContext> {
  const context = new SimdContext('float32', threads);
  const x = context.memory.allocate(threads);
  context.run('relu', Array<Parameters<Kernels['relu']>>(threads).fill([x, x, 0]), 1);
  await workersReady(context.crew);
  return context;
}

/** SHA-256 of the data of arrays. */
function bits(arrays: readonly NdArray[]): string {
  const hash = createHash('sha256');
  for (const { data } of arrays) hash.update(new Uint8Array(data.slice().buffer));
  return hash.digest('hex');
}

/** Losses, gradients and parameters after a few training steps. */
async function trained(hidden: readonly number[], activation: ActivationName, precision: Precision, threads: number) {
  const engine = createSimdEngine(precision, { threads });
  const random = new Philox(5, 0);
  const bytes = Uint8Array.from({ length: IMAGES * PIXELS }, () => (random.integer(4) ? 0 : random.integer(256)));
  const rows = engine.rows(bytes, PIXELS, 255);
  const net = new Network(engine, { input: PIXELS, hidden, output: 10, activation });
  net.initialise(new Philox(6, 0), 0.1);
  const left: unknown[] = [];
  for (let step = 0; step < 6; step++) {
    if (step === 2) await workersReady(engine.crew);
    const index = Int32Array.from({ length: step % 2 ? 17 : 140 }, () => random.integer(IMAGES));
    const t = ndarray(
      index.map((n) => n % 10),
      [index.length],
    );
    const { grads } = net.gradient({ rows, index }, t);
    for (const [name, W] of Object.entries(net.params)) engine.update('sgd', W, [], grads[name], 0.1);
    left.push(net.loss({ rows, index }, t), bits(Object.values(grads)));
  }
  return [...left, bits(Object.values(net.params))];
}

describe.each(PRECISIONS)('%s results are the same bits for any number of threads', (precision) => {
  test.each<[number[], ActivationName]>([
    [[256], 'relu'],
    [[300], 'sigmoid'],
    [[270, 600], 'relu'],
    [[50, 400, 20], 'relu'],
  ])('hidden %j, %s', async (hidden, activation) => {
    const alone = await trained(hidden, activation, precision, 1);
    for (const threads of [2, 3]) expect(await trained(hidden, activation, precision, threads)).toEqual(alone);
  });

  // 1,000 bytes of units are 17 cache lines: fewer than the parts of the work, and the last one is narrower.
  test('with fewer cache lines than threads, and rows that end in padding', async () => {
    const hidden = [precision === 'float32' ? 250 : 125, 20];
    expect(await trained(hidden, 'relu', precision, 5)).toEqual(await trained(hidden, 'relu', precision, 1));
  });
});

test.each<[number[], ActivationName]>([
  [[50], 'sigmoid'],
  [[13, 7], 'relu'],
  [[], 'relu'],
])(
  'numerical gradients with hidden %j, %s, are the same bits for any number of threads',
  async (hidden, activation) => {
    const gradients = async (threads: number) => {
      const engine = createSimdEngine('float64', { threads });
      const random = new Philox(8, 0);
      const bytes = Uint8Array.from({ length: 30 * 64 }, () => (random.integer(3) ? 0 : random.integer(256)));
      const x = { rows: engine.rows(bytes, 64, 255), index: Int32Array.from({ length: 30 }, (_, n) => n) };
      const t = ndarray(
        x.index.map((n) => n % 10),
        [30],
      );
      const net = new Network(engine, { input: 64, hidden, output: 10, activation });
      net.initialise(new Philox(9, 0), 0.1);
      const rounds: string[] = [];
      for (let round = 0; round < 3; round++) {
        rounds.push(bits(Object.values(numericalNetworkGradient(net, x, t))));
        await workersReady(engine.crew);
      }
      return rounds;
    };
    const alone = await gradients(1);
    for (const threads of [2, 3]) expect(await gradients(threads)).toEqual(alone);
  },
);

describe('every kernel that threads share can be called with its number of arguments', () => {
  const engine = createSimdEngine('float32', { threads: 2 });
  beforeAll(() => workersReady(engine.crew));

  function shared() {
    const [large, other] = [engine.zeros(200, 300), engine.zeros(200, 300)];
    return { large, other };
  }

  test.each(namesIn(OPTIMIZERS))('%s', (name) => {
    const { large, other } = shared();
    const optimizer = createOptimizer(engine, { W: large }, resolveConfig({ optimizer: name }).optimizer);
    setAll(other, 1);
    optimizer.update({ W: large }, { W: other }, 0.1);
    expect(new Set(Array.from({ length: 200 }, (_, row) => large.get(row, 7))).size).toBe(1);
    expect(large.get(0, 0)).toBeLessThan(0);
  });

  test.each(ACTIVATION_NAMES)('%s', (name) => {
    const { large, other } = shared();
    engine.activate(name, other, large);
    engine.activateGradient(name, large, other, other);
  });

  test('all other kernels', () => {
    const { large, other } = shared();
    engine.multiply(large, other, other);
    engine.movingAverage(large, other, 0.5);
    engine.decay(large, other, 0.1);
    engine.squaredNorm(large);
    const t = ndarray(new Uint8Array(200), [200]);
    engine.softmaxCrossEntropy(large, other, t, 0);
    engine.softmaxCrossEntropyGradient(large, other, t);
    expect(engine.countCorrect(large, t)).toBe(0);
  });
});

describe('a crew', () => {
  test('divides work among its workers, also after they have gone to sleep', async () => {
    const context = await contextWithWorkers(3);
    const [y, x] = [context.memory.allocate(4096), context.memory.allocate(4096)];
    for (const pause of [0, 0, 20, 0, 50]) {
      await setTimeout(pause);
      const input = context.memory.floats('float32', x, 1024).map((_, i) => i - 500 - pause);
      context.memory.floats('float32', x, 1024).set(input);
      context.run(
        'relu',
        divide(256, 12).map(([from, to]) => [y + from * 16, x + from * 16, (to - from) * 16]),
        256,
      );
      const result = context.memory.floats('float32', y, 1024);
      expect(Array.from(result)).toEqual(Array.from(input, (value) => Math.max(value, 0)));
    }
  });

  test('throws if a call fails on any thread, and stays usable', async () => {
    const { crew, kernels, memory } = await contextWithWorkers(2);
    const y = memory.allocate(4096);
    const source = { module: kernelModule('float32'), memory: memory.memory };
    const prepare = crew.share(kernels, source); // shared again after the workers have started
    const beyond = memory.memory.buffer.byteLength;
    const good: Parameters<Kernels['relu']> = [y, y + 2048, 2048];
    const bad: Parameters<Kernels['relu']> = [y, beyond, 64];
    for (const calls of [[bad, good], [good, bad], [bad], [good, good, bad, good, good, good, good, bad]]) {
      expect(() => crew.run(prepare('relu', calls, 1))).toThrow('simd engine: relu failed');
      expect(() => crew.run(prepare('relu', [good, good], 1))).not.toThrow();
    }
  });

  test('repeats a run whose calls were overwritten by others, and one with other constants', async () => {
    const { crew, kernels, memory } = await contextWithWorkers(2);
    const prepare = crew.share(kernels, { module: kernelModule('float32'), memory: memory.memory });
    const [average, x] = [memory.allocate(2048), memory.allocate(2048)];
    const [averages, values] = [memory.floats('float32', average, 512), memory.floats('float32', x, 512)];
    const halves = [0, 1024].map((at): Parameters<Kernels['movingAverage']> => [average + at, x + at, 1024, 0.5]);
    const run = prepare('movingAverage', halves, 1, 1);
    const y = memory.allocate(64);
    const other = [0, 16].map((at): Parameters<Kernels['relu']> => [y + at, y + at, 16]);
    const steps = [
      { rate: 0.5, others: 0 },
      { rate: 0.25, others: 600 },
      { rate: 0.25, others: 0 },
    ];
    for (const { rate, others } of steps) {
      averages.fill(0);
      values.fill(8);
      run.setConstants([rate]);
      crew.run(run);
      expect(Array.from(averages)).toEqual(Array(512).fill(8 * rate));
      for (let i = 0; i < others; i++) crew.run(prepare('relu', other, 1));
    }
  });

  describe('with its own test kernels', () => {
    let module: WebAssembly.Module;
    beforeAll(async () => {
      module = await compileCrewKernels();
    });

    // The slow call is not on the main thread's board, which comes last: a worker may already have looked for calls to steal.
    test('other threads steal the calls of a thread that is busy', async () => {
      const { crew, memory } = await contextWithWorkers(3);
      const { kernels } = instantiate<CrewKernels>(module, { env: { memory: memory.memory } });
      const prepare = crew.share(kernels, { module, memory: memory.memory });
      const at = memory.allocate(4);
      for (const slow of [crew.parts / 3, crew.parts - 1]) {
        memory.words(at, 1)[0] = 0;
        const calls = Array.from({ length: crew.parts }, (_, i) => [at, crew.parts - 1, i === slow ? 1 : 0] as const);
        crew.run(prepare('count', calls, 1));
        expect(memory.words(at, 1)[0]).toBe(crew.parts - 1);
      }
    });

    test('keeps working when its counters wrap around', () => {
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 32768, shared: true });
      const { kernels } = instantiate<CrewKernels>(module, { env: { memory } });
      const queues = openQueues(memory, () => 1);
      queues.add([kernels.count as (...args: readonly number[]) => unknown]);
      const { CALL_BYTES, INTEGERS_AT } = queues.constants;
      const [queue, calls, at] = [1024, 2048, 64];
      const words = new Int32Array(memory.buffer);
      for (const count of [0, 64, 128]) words[(queue + count) / 4] = -3; // posted, taken, done
      for (let place = 0; place < 4; place++) {
        const call = calls + place * CALL_BYTES;
        words.set([0, 3, 0], call / 4);
        words.set([at, 0, 0], (call + INTEGERS_AT) / 4);
      }
      for (let round = 1; round <= 3; round++) {
        queues.kernels.post(queue, 1, calls, 4);
        queues.kernels.finish(queue, 1);
        expect(words[at / 4]).toBe(4 * round);
      }
      expect(words[queue / 4]).toBe(-3 + 3 * 4);
    });
  });

  test('after close, the main thread gives the same results alone', async () => {
    const [engine, single] = [3, 1].map((threads) => createSimdEngine('float32', { threads }));
    const results = async (each: Engine) => {
      const x = each.zeros(10, 512);
      x.data.set(randomArray([10, 512], 1).data);
      const y = each.zeros(10, 512);
      each.activate('sigmoid', y, x);
      await workersReady(each.crew);
      each.close();
      each.activate('relu', y, x);
      each.close();
      return flat(y);
    };
    expect(await results(engine)).toEqual(await results(single));
    expect(engine.crew).toMatchObject({ threads: 3, isAlone: true });
  });

  test.runIf(process.platform === 'linux')('close ends the workers of an engine, and so does the end of a run', () => {
    const program = `
      import { readdirSync, writeFileSync } from 'node:fs';
      import { stat } from 'node:fs/promises';
      import { setTimeout } from 'node:timers/promises';
      const { createSimdEngine, resolveConfig, startRun } = await import('${new URL('../../../dist/index.js', import.meta.url)}');
      const folder = ${JSON.stringify(temporaryFolder())};
      const threads = () => readdirSync('/proc/self/task').length;
      const end = async (most) => { while (threads() > most) await setTimeout(5); };
      const config = resolveConfig({ dataset: 'strokes', data: { dir: folder, limit: { train: 20, test: 20 } }, batchSize: 10, iterations: 2 });
      const run = async (name) => {
        const run = await startRun({ config, folder: folder + '/' + name }, { threads: 3 });
        for await (const _ of run.records());
      };
      await stat(folder); // starts Node's own threads
      const before = threads();
      const engines = Array.from({ length: 3 }, () => createSimdEngine('float32', { threads: 4 }));
      const most = threads();
      for (const engine of engines) engine.close();
      await end(before);
      for (const name of ['a', 'b', 'c']) await run(name);
      writeFileSync(folder + '/file', '');
      await run('file').catch(() => {}); // fails after its threads have started
      await end(before);
      console.log(most - before);`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      timeout: 240_000,
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '9\n', stderr: '' });
  });

  test('works alone if the system allows no more threads', () => {
    const engine = new URL('../../../dist/engine/simd/engine.js', import.meta.url);
    const program = `
      const { createSimdEngine } = await import('${engine}');
      const engine = createSimdEngine('float32', { threads: 4 });
      const x = engine.zeros(1000, 512);
      x.data.fill(1);
      console.log(engine.crew.isAlone, engine.squaredNorm(x));`;
    const stable = process.allowedNodeEnvironmentFlags.has('--permission');
    const flags = [stable ? '--permission' : '--experimental-permission', '--allow-fs-read=*', '--no-warnings'];
    const { status, stdout } = spawnSync(process.execPath, [...flags, '--input-type=module', '--eval', program], {
      timeout: 240_000,
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'true 512000\n' });
  });

  test('does not keep a process alive', () => {
    const engine = new URL('../../../dist/engine/simd/engine.js', import.meta.url);
    const program = `
      const { createSimdEngine } = await import('${engine}');
      const engine = createSimdEngine('float32', { threads: 4 });
      const x = engine.zeros(10, 512);
      while (engine.crew.ready < 3) { engine.activate('relu', x, x); await new Promise(setImmediate); }
      console.log('end');`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      timeout: 240_000,
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'end\n', stderr: '' });
  });
});
