import { expect, test } from 'vitest';
import { evaluationText } from '../../../src/cli/text/evaluation.js';
import type { Model } from '../../../src/network/model-json.js';
import { metrics } from '../../../src/training/evaluation/metrics.js';

/** Ten images of each class; `wrong(label)` of them are predicted as the next class. */
function text(classes: number, wrong: (label: number) => number): string {
  const labels = Uint8Array.from({ length: 10 * classes }, (_, n) => Math.floor(n / 10));
  const predicted = labels.map((label, n) => (n % 10 < wrong(label) ? (label + 1) % classes : label));
  const architecture = { input: 9, hidden: [], output: classes, activation: 'relu' } as const;
  const model = { architecture, precision: 'float32', classes: numbers(classes) } as unknown as Model;
  return evaluationText('model.json', model, 'custom', metrics({ labels, predicted, loss: 1 }, classes));
}

function numbers(classes: number): string[] {
  return Array.from({ length: classes }, (_, k) => String(k));
}

const rows = (page: string, pattern: RegExp) => page.split('\n').filter((line) => pattern.test(line)).length;
const CLASS_ROW = /^ {2}\d+ +\d+ +[\d.–]+ +[\d.–]+ +[\d.–]+$/;
const PAIR = /^ {2}\d+ read as \d+ /;

test.each([2, 10, 17])('shows a row for each of %i classes in the table and the matrix', (classes) => {
  const page = text(classes, (label) => label % 3);
  expect(rows(page, CLASS_ROW)).toBe(classes);
  expect(page).toContain('true class (row) and predicted class (column)\n');
  expect(page.match(/^ {2}\d+(?: +[\d·]+)+$/gm)).toHaveLength(classes);
});

test('shows the ten weakest of 37 classes, ten confused pairs, and where the rest is', () => {
  const page = text(37, (label) => (label > 30 ? 9 : label % 3));
  expect(page).toContain('\nthe 10 weakest of 37 classes; --json has all of them\n');
  const weakest = page.split('\n').filter((line) => CLASS_ROW.test(line));
  expect(weakest).toHaveLength(10);
  expect(weakest.slice(0, 5).map((line) => Number(line.slice(2, 7)))).toEqual([32, 33, 34, 35, 36]);
  expect(page).toContain('\nthe confusion matrix of 37 classes is wider than 80 columns; --json has it\n');
  expect(rows(page, PAIR)).toBe(10);
});

test.each([2, 17, 18, 20, 21, 100, 256])('shows %i classes within 80 columns', (classes) => {
  const lines = text(classes, (label) => label % 4).split('\n');
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
  expect(lines.length).toBeLessThan(70);
});

test('names the view of the model', () => {
  const model = {
    architecture: { input: 9, hidden: [4], output: 2, activation: 'relu' },
    precision: 'float32',
    classes: numbers(2),
    view: ['deslant', { width: 2 }],
  } as unknown as Model;
  const result = metrics({ labels: Uint8Array.of(0, 1), predicted: Uint8Array.of(0, 1), loss: 1 }, 2);
  expect(evaluationText('model.json', model, 'custom', result)).toMatch(
    /^model\.json: 9-4-2 relu, float32, view deslant,width=2\ncustom, 2 test images: 2 right, 0 wrong\n/,
  );
});

test('leaves classes without images out of the weakest', () => {
  const labels = new Uint8Array(60).fill(3);
  const result = metrics({ labels, predicted: labels.map((_, n) => n % 30), loss: 1 }, 30);
  const model = { architecture: { input: 9, hidden: [], output: 30 }, classes: numbers(30) } as unknown as Model;
  expect(rows(evaluationText('model.json', model, 'custom', result), CLASS_ROW)).toBe(1);
});
