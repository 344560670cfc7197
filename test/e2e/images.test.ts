import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawDigit } from '../../src/dataset/strokes/strokes.js';
import { encodeGrey } from '../fixtures/png.js';
import { type Ended, workplace } from '../fixtures/run-command.js';

const { write, read, runWarm, json } = workplace();

const drawn = { train: new Map<number, Uint8Array[]>(), test: new Map<number, Uint8Array[]>() };
for (const half of ['train', 'test'] as const) {
  for (let n = 0; n < 200; n++) {
    const pixels = new Uint8Array(784);
    const label = drawDigit(pixels, 0, half, n);
    drawn[half].set(label, [...(drawn[half].get(label) ?? []), pixels]);
  }
}

/** The n-th built-in digit with this label as a PNG file. isDark: black on white instead of white on black. */
function png(half: 'train' | 'test', label: number, n: number, isDark = false): Uint8Array {
  const pixels = drawn[half].get(label)?.[n] ?? new Uint8Array(784);
  return encodeGrey(28, 28, (x, y) => (isDark ? 255 - pixels[28 * y + x] : pixels[28 * y + x]));
}

const NAMES = ['drei', 'eins', 'zwei'];
const DIGITS = [3, 1, 2];

let trained: Ended;

beforeAll(async () => {
  for (const [k, name] of NAMES.entries()) {
    for (let n = 0; n < 12; n++) write(`digits/train/${name}/${n}.png`, png('train', DIGITS[k], n));
    for (let n = 0; n < 4; n++) write(`digits/test/${name}/${n}.png`, png('test', DIGITS[k], n));
  }
  write(
    'folder.yaml',
    'dataset: folder\ndata: { dir: digits }\nhidden: [16]\nbatchSize: 12\nlearningRate: 0.5\niterations: 150\nreport: true\n',
  );
  trained = await runWarm('mnist-train --config folder.yaml --output run');
  write('scans/a,b.png', png('test', 1, 7, true));
  write('scans/deep/three.png', png('test', 3, 8));
  write(
    'scans/blank.png',
    encodeGrey(28, 28, () => 255),
  );
  write('scans/cut.png', png('test', 3, 9).subarray(0, 60));
  write('scans/photo.jpg', Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF', 'latin1'));
  write('scans/notes.txt', 'no image');
});

describe('dataset: folder', () => {
  test('can be trained on; the model stores the names of the classes', () => {
    expect(trained.code).toBe(0);
    const { classes, training } = json('run/model.json') as { classes: string[]; training: { dataset: object } };
    expect(classes).toEqual(NAMES);
    expect(training.dataset).toMatchObject({ name: 'folder', classNames: NAMES });
    expect(read('run/report.html')).toContain('drei');
  });

  test('is evaluated and shown with the names of its classes', async () => {
    const { code, stdout } = await runWarm('mnist-eval run --data-dir digits');
    expect(code).toBe(0);
    expect(stdout).toContain('folder, 12 test images: ');
    expect(stdout).toMatch(/^ {2}eins +4 +\d/m);
    expect(stdout).toMatch(/^ +drei +eins +zwei$/m);
    const { accuracy } = JSON.parse((await runWarm('mnist-eval run --data-dir digits --json')).stdout);
    expect(accuracy).toBe(
      (json('run/model.json').training as { accuracy: { testAccuracy: number } }).accuracy.testAccuracy,
    );
    expect(accuracy).toBeGreaterThan(0.6);
  });

  test('with only some of the classes is matched to the net by their names', async () => {
    write('some/zwei/1.png', png('test', 2, 1));
    write('some/eins/1.png', png('test', 1, 1));
    const { code, stdout } = await runWarm('mnist-eval run --data-dir some --json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).perClass.map(({ count }: { count: number }) => count)).toEqual([0, 1, 1]);
  });

  test('with an unknown class is rejected', async () => {
    write('strange/vier/1.png', png('test', 4, 1));
    write('strange/eins/1.png', png('test', 1, 1));
    const { code, stderr } = await runWarm('mnist-eval run --data-dir strange');
    expect([code, stderr]).toEqual([5, expect.stringContaining('has no class "vier", only drei, eins, zwei')]);
  });
});

describe('mnist-eval --images', () => {
  test('writes a row for every image; unreadable ones have a reason and set the exit code', async () => {
    const { code, stdout, stderr } = await runWarm('mnist-eval run --images scans');
    expect(code).toBe(3);
    expect(stderr).toContain(
      'IMAGE_SOME: 3 of 5 images could not be read; their remarks say why\n  hint: the first is ',
    );
    const lines = stdout.replaceAll('\\', '/').split('\n');
    expect(lines).toEqual([
      'file,digit,probability,second,remark',
      expect.stringMatching(/^"scans\/a,b\.png",(drei|eins|zwei),0\.\d+,(drei|eins|zwei),$/),
      'scans/blank.png,,,,"the picture is blank, expected a digit"',
      expect.stringMatching(/^scans\/cut\.png,,,,"?chunk IDAT declares/),
      expect.stringMatching(/^scans\/deep\/three\.png,(drei|eins|zwei),0\.\d+,(drei|eins|zwei),$/),
      'scans/photo.jpg,,,,"ends before its picture begins, the file is cut off"',
      '',
    ]);
  });

  test('gives the same answers as --image', async () => {
    const many = JSON.parse((await runWarm('mnist-eval run --images scans/deep --json')).stdout).images;
    const one = JSON.parse(
      (await runWarm(`mnist-eval run --image ${join('scans', 'deep', 'three.png')} --json`)).stdout,
    );
    const [{ file, answer, probabilities }] = one.images;
    const second = probabilities.indexOf([...probabilities].sort((a: number, b: number) => b - a)[1]);
    expect(many).toEqual([
      { file, digit: NAMES[answer], probability: probabilities[answer], second: NAMES[second], remark: '' },
    ]);
  });

  test('counts correct answers if folders are named after classes', async () => {
    const { code, stdout } = await runWarm('mnist-eval run --images digits/test --csv table.csv');
    expect(code).toBe(0);
    const { correct } = JSON.parse((await runWarm('mnist-eval run --data-dir digits --json')).stdout);
    expect(stdout).toMatch(/^digits.test: 12 of 12 images read in /);
    expect(stdout).toContain(`compared with the folder names: ${correct} right, ${12 - correct} wrong\n`);
    expect(stdout).toContain('\nwritten: table.csv\n');
    expect(read('table.csv').split('\n')).toHaveLength(14);
  });

  test.each([
    ['--images nowhere', 3, 'IMAGE_FOLDER: nowhere: no such'],
    ['--images run', 3, 'IMAGE_FOLDER: run: has no images'],
    ['--images scans --csv none/x.csv', 7, 'OUTPUT: none/x.csv: there is no folder none'],
    ['--images scans --min-accuracy 0.5', 2, '--min-accuracy has no effect with --images'],
    ['--csv x.csv', 2, '--csv has no effect without --images'],
  ])('%s ends with exit code %i', async (words, code, sentence) => {
    const ended = await runWarm(`mnist-eval run ${words}`);
    expect([ended.code, ended.stdout, ended.stderr]).toEqual([code, '', expect.stringContaining(sentence)]);
  });
});
