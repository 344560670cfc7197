import { expect, test } from 'vitest';
import { imageText } from '../../../src/cli/text/image.js';

const pixels = Array.from({ length: 784 }, (_, i) => (i % 28 === 14 ? 255 : 0));
const image = { file: 'one.png', answer: 1, outputs: [0.1, 0.9, 0, 0, 0, 0, 0, 0, 0, 0], pixels };
const DIGITS = Array.from('0123456789');
const UNICODE = { isUnicode: true, colours: 'none' } as const;

test('shows the answer and a bar for each class', () => {
  const lines = imageText(image, DIGITS, 'probability', { ...UNICODE, colours: undefined }, undefined).split('\n');
  expect(lines.slice(0, 4)).toEqual([
    'one.png: 1  (probability 0.9000)',
    '',
    '  0  0.1000  ███',
    `  1  0.9000  ${'█'.repeat(27)}`,
  ]);
  expect(imageText(image, DIGITS, 'probability', { isUnicode: false, colours: undefined }, undefined)).toContain(
    '  0  0.1000  ###\n',
  );
});

test('shows bars for the ten likeliest of many classes', () => {
  const outputs = Array.from({ length: 256 }, (_, k) => (k === 200 ? 0.5 : k / 100_000));
  const text = imageText(
    { ...image, answer: 200, outputs },
    outputs.map((_, k) => String(k)),
    'probability',
    UNICODE,
    80,
  );
  const bars = text.split('\n').flatMap((line) => line.match(/\d+ {2}0\.\d{4}/) ?? []);
  expect(bars).toHaveLength(10);
  expect(bars.slice(0, 3)).toEqual(['200  0.5000', '255  0.0026', '254  0.0025']);
});

test('shows the picture beside the bars, or above them on a narrow terminal', () => {
  const wide = imageText(image, DIGITS, 'probability', UNICODE, 80).split('\n');
  expect(wide).toHaveLength(2 + 14 + 1);
  expect(wide[4]).toBe(`${' '.repeat(16)}█${' '.repeat(16)}0  0.1000  ███`);
  for (const line of wide) expect(line.length).toBeLessThanOrEqual(80);
  const narrow = imageText(image, DIGITS, 'probability', UNICODE, 60).split('\n');
  expect(narrow).toHaveLength(2 + 14 + 1 + 10 + 1);
  for (const line of narrow) expect(line.length).toBeLessThanOrEqual(60);
});

test('calls outputs that are not probabilities "output", and clips their bars to 0 … 1', () => {
  const text = imageText({ ...image, outputs: [-0.25, 1.5] }, ['0', '1'], 'output', {
    isUnicode: false,
    colours: undefined,
  });
  expect(text).toBe(`one.png: 1  (output 1.5000)\n\n  0  -0.2500\n  1   1.5000  ${'#'.repeat(30)}\n`);
});

test('centres a picture that is lower than its bars', () => {
  const small = { ...image, pixels: new Array(64).fill(255) };
  const lines = imageText(small, DIGITS, 'probability', UNICODE, 80).split('\n').slice(2, -1);
  expect(lines).toHaveLength(10);
  expect(lines.filter((line) => line.startsWith('  ████████   '))).toHaveLength(4);
  expect(lines[0]).toBe(`${' '.repeat(13)}0  0.1000  ███`);
});

test('calls classes by their names', () => {
  const text = imageText({ ...image, outputs: [0.25, 0.75] }, ['cat', 'a\u001b[31m'], 'probability', UNICODE, 40);
  expect(text).toContain('one.png: a\\x1b[31m  (probability 0.7500)');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
});
