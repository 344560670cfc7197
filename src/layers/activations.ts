import type { ActivationName } from '../engine/reference/activations.js';

interface ActivationDefinition {
  readonly title: string;
  /** Whether its first or second derivative jumps at 0; central differences across 0 are inexact then. */
  readonly hasKink: boolean;
  /** The output as a function of the input a, for readers. */
  readonly formula: string;
  /** The derivative as a function of the output z, for readers. */
  readonly slope: string;
}

/** All activation functions, by their names in a config; the engines compute them. */
export const ACTIVATIONS = {
  relu: { title: 'ReLU', hasKink: true, formula: 'max(0, a)', slope: '1 where z > 0, else 0' },
  sigmoid: { title: 'sigmoid', hasKink: false, formula: '1 / (1 + e⁻ᵃ)', slope: '(1 − z) z' },
  tanh: { title: 'tanh', hasKink: false, formula: 'tanh(a)', slope: '1 − z²' },
  'leaky-relu': { title: 'leaky ReLU', hasKink: true, formula: 'max(a, 0.01 a)', slope: '1 where z > 0, else 0.01' },
  elu: { title: 'ELU', hasKink: true, formula: 'a where a > 0, else eᵃ − 1', slope: '1 where z > 0, else z + 1' },
} as const satisfies Record<ActivationName, ActivationDefinition>;

export const ACTIVATION_NAMES = Object.keys(ACTIVATIONS) as ActivationName[];

/** The name of the layer in a net: `LeakyRelu` for `leaky-relu`. */
export function layerName(name: ActivationName): string {
  return name.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
}
