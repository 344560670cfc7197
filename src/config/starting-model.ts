import { isMapping } from '../documents/tree.js';
import type { NetFacts } from '../export/net-facts.js';
import { readModel } from '../export/read-model.js';
import { ACTIVATION_NAMES } from '../layers/activations.js';
import { viewOr } from '../network/view-schema.js';

/**
 * A raw config that starts from a model, `init.from`, with what it leaves open as the model has it: the hidden layers, their
 * activation, the view of the images, the SHA-256 of the parameters. A config that names the first two and the last is as it
 * was, and its model is not read. Throws MODEL_….
 */
export async function withStartingModel(raw: unknown): Promise<unknown> {
  if (!isMapping(raw) || !isMapping(raw.init) || typeof raw.init.from !== 'string') return raw;
  if ([raw.hidden, raw.activation, raw.init.sha256].every((value) => value !== undefined)) return raw;
  const { architecture, view, sha256 } = await readModel(raw.init.from, told(raw));
  const { hidden, activation } = architecture;
  const input = view && (raw.input === undefined || isMapping(raw.input)) ? { input: { view, ...raw.input } } : {};
  return { hidden, activation, ...raw, ...input, init: { sha256, ...raw.init } };
}

/** What a config says of a model with weights alone. A wrong activation or view is left to the schema. */
function told({ activation, init, input }: Record<string, unknown>): NetFacts {
  const { scale } = Object(init) as { scale?: unknown };
  const { view } = Object(input) as { view?: unknown };
  return {
    activation: ACTIVATION_NAMES.find((name) => name === activation) ?? (activation === undefined ? undefined : 'relu'),
    scale: typeof scale === 'number' && scale > 0 ? scale : undefined,
    view: viewOr('none').safeParse(view).data,
  };
}
