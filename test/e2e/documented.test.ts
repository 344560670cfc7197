import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawDigit } from '../../src/dataset/strokes/strokes.js';
import { encodeGrey } from '../fixtures/png.js';
import { REAL_MNIST, withoutRealMnist } from '../fixtures/real-mnist.js';
import { PROJECT, workplace } from '../fixtures/run-command.js';

/** Every command line in the documents, in shell blocks and in the text. Lines with PLACEHOLDERS are not commands. */
function documentedCommands(): string[] {
  const pages = ['README.md', ...readdirSync(join(PROJECT, 'docs')).map((name) => `docs/${name}`)];
  const text = pages.filter((name) => name.endsWith('.md')).map((name) => readFileSync(join(PROJECT, name), 'utf8'));
  const blocks = text.flatMap((page) => Array.from(page.matchAll(/^```sh\n(.*?)^```/gms), ([, lines]) => lines));
  const spans = text.flatMap((page) => Array.from(page.matchAll(/`(mnist-[^`]+)`/g), ([, span]) => span));
  const commands = [...blocks.join('\n').split('\n'), ...spans]
    .map((line) => line.replace(/^.*&& |npx | *#.*$/g, '').replaceAll(/\s+/g, ' '))
    .filter((line) => /^mnist-(train|eval) /.test(line));
  const isWhole = (command: string) => !/\b[A-Z]+\b|…|\[/.test(command);
  return [...new Set(commands)].filter(isWhole);
}

/** Commands that train; they are shortened to one update. */
const TRAINS = /^mnist-train (?!(?:gradcheck|trace|fetch|preview|export|init|playground|schema|compare|completion)\b)/;
const NEEDS_NO_MNIST = /quickstart|strokes|playground|init|schema/;

const { folder, write, runWarm } = workplace();
const data = { MNIST_TRAIN_DATA_DIR: 'cache', MNIST_TRAIN_OFFLINE: '1' };
const commands = documentedCommands();
const run = (command: string) => {
  const words = command.replace('runs/*', 'runs/book-ch05 runs/book-ch04').replace(/(\S+)\*(\S+)/, '$11$2 $12$2');
  const isNew = TRAINS.test(command) && !command.includes('--resume');
  return runWarm(
    words + (isNew ? ' --iterations 1' : '') + (isNew || words.includes('playground') ? ' --force' : ''),
    data,
  );
};

beforeAll(() => {
  mkdirSync(join(folder, 'cache/mnist'), { recursive: true });
  cpSync(join(PROJECT, 'configs'), join(folder, 'configs'), { recursive: true });
});

test('there are commands in the documents', () => {
  expect(commands.length).toBeGreaterThan(15);
});

test.each(commands.filter((command) => NEEDS_NO_MNIST.test(command)))('%s', async (command) => {
  const { code, stderr } = await run(command);
  expect(code, stderr).toBe(0);
});

describe.skipIf(withoutRealMnist())('with MNIST', () => {
  beforeAll(async () => {
    for (const name of readdirSync(REAL_MNIST)) symlinkSync(join(REAL_MNIST, name), join(folder, 'cache/mnist', name));
    const digit = new Uint8Array(784);
    drawDigit(digit, 1, 'test', 3);
    for (const path of ['three.png', 'scans/3/a.png'])
      write(
        path,
        encodeGrey(28, 28, (x, y) => digit[28 * y + x]),
      );
    for (const chapter of ['book-ch04', 'book-ch05']) await run(`mnist-train ${chapter}`);
    write('committee.json', { seeds: [1, 2] });
    await run('mnist-train committee.json');
    for (const half of ['train', 'test']) {
      for (const name of ['a', 'b'])
        write(
          `letters/${half}/${name}/1.png`,
          encodeGrey(8, 8, (x) => (x === 3 ? 255 : 0)),
        );
    }
    await run('mnist-train --dataset folder --data-dir letters --batch-size 1 --output runs/letters');
    await runWarm('mnist-train export runs/book-ch04 --output sample_weight.pkl');
    await runWarm('mnist-train trace --config book-ch05 --output mine.npz', data);
  });

  test.each(commands.filter((command) => !NEEDS_NO_MNIST.test(command)))('%s', async (command) => {
    const { code, stderr } = await run(command);
    expect(code, stderr).toBe(0);
  });
});
