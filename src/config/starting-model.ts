import { isMapping } from '../documents/tree.js';
import type { NetFacts } from '../export/net-facts.js';
import { readModel } from '../export/read-model.js';
import { ACTIVATION_NAMES } from '../layers/activations.js';
import { viewOr } from '../network/view-schema.js';

/**
 * Adds what a raw config with `init.from` lacks from that model: hidden layers, activation, view and SHA-256 of the
 * parameters. Does not read the model if the config sets all of them but the view. Throws MODEL_….
 */
export async function withStartingModel(raw: unknown): Promise<unknown> {
  if (!isMapping(raw) || !isMapping(raw.init) || typeof raw.init.from !== 'string') return raw;
  if ([raw.hidden, raw.activation, raw.init.sha256].every((value) => value !== undefined)) return raw;
  const { architecture, view, sha256 } = await readModel(raw.init.from, statedFacts(raw));
  const { hidden, activation } = architecture;
  const input = view && (raw.input === undefined || isMapping(raw.input)) ? { input: { view, ...raw.input } } : {};
  return { hidden, activation, ...raw, ...input, init: { sha256, ...raw.init } };
}

/** The facts that a config states about a file with weights alone. The schema reports an invalid activation or view. */
function statedFacts({ activation, init, input }: Record<string, unknown>): NetFacts {
  const { scale } = Object(init) as { scale?: unknown };
  const { view } = Object(input) as { view?: unknown };
  return {
    activation: ACTIVATION_NAMES.find((name) => name === activation) ?? (activation === undefined ? undefined : 'relu'),
    scale: typeof scale === 'number' && scale > 0 ? scale : undefined,
    view: viewOr('none').safeParse(view).data,
  };
}
