import { expect, test } from 'vitest';
import { LOSS_NAMES, LOSSES } from '../../src/layers/losses.js';
import { areProbabilities, outputName } from '../../src/network/outputs.js';

const architecture = { input: 4, hidden: [], output: 2, activation: 'relu' } as const;

test.each([undefined, ...LOSS_NAMES])('the outputs of a net with the loss %s', (loss) => {
  const hasProbabilities = loss !== 'mean-squared-error';
  const net = { ...architecture, ...(loss && { loss }) };
  expect(LOSSES[loss ?? 'exact'].hasProbabilities).toBe(hasProbabilities);
  expect([areProbabilities(net), outputName(net)]).toEqual(
    hasProbabilities ? [true, 'probability'] : [false, 'output'],
  );
});
