import { isMapping } from '../documents/tree.js';
import { readModel } from '../network/model-json.js';

/**
 * A raw config that starts from a model, `init.from`, with what it leaves open as the model has it: the hidden layers, their
 * activation, the SHA-256 of the parameters. A config that names all three is as it was, and its model is not read.
 * Throws MODEL_….
 */
export async function withStartingModel(raw: unknown): Promise<unknown> {
  if (!isMapping(raw) || !isMapping(raw.init) || typeof raw.init.from !== 'string') return raw;
  if ([raw.hidden, raw.activation, raw.init.sha256].every((value) => value !== undefined)) return raw;
  const { architecture, sha256 } = await readModel(raw.init.from);
  const { hidden, activation } = architecture;
  return { hidden, activation, ...raw, init: { sha256, ...raw.init } };
}
