import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Precision } from '../../src/array.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { TrainerError } from '../../src/errors.js';
import { modelFromJson, modelToJson } from '../../src/network/model-json.js';
import { Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';

export const FACTS = { config: { seed: 3 }, iterations: 10, accuracy: { testAccuracy: 0.9 } };

export function network(precision: Precision = 'float32', hidden: number[] = [3]): Network {
  const net = new Network(createReferenceEngine(precision), { input: 4, hidden, output: 2, activation: 'sigmoid' });
  net.initialise(new Philox(1, 0), 0.5);
  return net;
}

export interface StoredParameter {
  shape: unknown;
  dtype: string;
  data: string;
}

/** A `model.json` as another program sees it. */
export interface StoredModel {
  [key: string]: unknown;
  architecture: Record<string, unknown>;
  parameters: Record<string, StoredParameter>;
}

export function stored(net = network()): StoredModel {
  return JSON.parse(modelToJson(net, FACTS));
}

/** The model changed by `damage`; on request the hash is updated. */
export function damaged(damage: (model: StoredModel) => void, rehash = false): string {
  const model = stored();
  damage(model);
  if (rehash) {
    const hash = createHash('sha256');
    for (const name of ['W1', 'b1', 'W2', 'b2']) hash.update(Buffer.from(model.parameters[name].data, 'base64'));
    model.sha256 = hash.digest('hex');
  }
  return JSON.stringify(model);
}

/** The model with a piece of its text replaced. */
export function edited(piece: string, by: string): string {
  const text = JSON.stringify(stored());
  expect(text).toContain(piece);
  return text.replace(piece, () => by);
}

export function errorOf(text: string, path = 'model.json'): TrainerError {
  try {
    modelFromJson(text, path);
  } catch (error) {
    if (error instanceof TrainerError) return error;
    throw error;
  }
  throw new Error('the model was accepted');
}
