import { expect, test } from 'vitest';
import { mistakeText } from '../../../src/cli/text/mistake.js';
import type { TestSet } from '../../../src/dataset/dataset.js';

const UNICODE = { isUnicode: true, colours: 'none' } as const;

// three images of 2 × 2 pixels: the first is classified correctly, the last has the largest wrong output
const labels = Uint8Array.of(0, 0, 1);
const images = Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255, 255, 0, 0, 255);
const testSet = { test: { images, labels, count: 3 }, rows: 2, columns: 2, classes: 2, name: 'custom' } as TestSet;
const probabilities = Float32Array.of(0.99, 0.01, 0.4, 0.6, 0.75, 0.25);
const evaluation = { loss: 0, predicted: Uint8Array.of(0, 1, 0), labels, probabilities };

test('shows the mistake with the largest output as a picture', () => {
  expect(mistakeText(evaluation, testSet, 'probability', UNICODE)).toBe(
    '\nworst mistake: test image 2 is 1 (probability 0.2500), read as 0 (0.7500)\n\n  ▀▄\n',
  );
  expect(mistakeText(evaluation, testSet, 'probability', { isUnicode: false, colours: 'none' })).toMatch(
    /\n {2}[ -~]{2}\n$/,
  );
});

test('calls an output that is not a probability "output"', () => {
  const outputs = { ...evaluation, probabilities: Float32Array.of(1, 0, -0.5, -0.25, -1, 1.25) };
  const text = mistakeText({ ...outputs, predicted: Uint8Array.of(0, 1, 1) }, testSet, 'output', UNICODE);
  expect(text).toContain('test image 1 is 0 (output -0.5000), read as 1 (-0.2500)');
});

test('shows nothing without a terminal or without mistakes', () => {
  expect(mistakeText(evaluation, testSet, 'probability', { ...UNICODE, colours: undefined })).toBe('');
  expect(mistakeText({ ...evaluation, predicted: labels }, testSet, 'probability', UNICODE)).toBe('');
});
