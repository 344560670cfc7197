import type { ActivationName } from '../engine/reference/activations.js';

interface ActivationDefinition {
  readonly title: string;
  /** Whether its first or second derivative jumps at 0, where a central difference across 0 is off. */
  readonly hasKink: boolean;
}

/** Every activation function, by its name in a config; the engines have the formulas. */
export const ACTIVATIONS = {
  relu: { title: 'ReLU', hasKink: true },
  sigmoid: { title: 'sigmoid', hasKink: false },
  tanh: { title: 'tanh', hasKink: false },
  'leaky-relu': { title: 'leaky ReLU', hasKink: true },
  elu: { title: 'ELU', hasKink: true },
} as const satisfies Record<ActivationName, ActivationDefinition>;

export const ACTIVATION_NAMES = Object.keys(ACTIVATIONS) as ActivationName[];

/** The name of its layer in a net: `LeakyRelu` for `leaky-relu`. */
export function layerName(name: ActivationName): string {
  return name.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
}
