import type { ActivationName } from '../engine/reference/activations.js';

interface ActivationDefinition {
  readonly title: string;
  /** Whether its first or second derivative jumps at 0, where a central difference across 0 is off. */
  readonly hasKink: boolean;
  /** Of its input a, as people write it, and its derivative by its output z. */
  readonly formula: string;
  readonly slope: string;
}

/** Every activation function, by its name in a config; the engines have the formulas. */
export const ACTIVATIONS = {
  relu: { title: 'ReLU', hasKink: true, formula: 'max(0, a)', slope: '1 where z > 0, else 0' },
  sigmoid: { title: 'sigmoid', hasKink: false, formula: '1 / (1 + e⁻ᵃ)', slope: '(1 − z) z' },
  tanh: { title: 'tanh', hasKink: false, formula: 'tanh(a)', slope: '1 − z²' },
  'leaky-relu': { title: 'leaky ReLU', hasKink: true, formula: 'max(a, 0.01 a)', slope: '1 where z > 0, else 0.01' },
  elu: { title: 'ELU', hasKink: true, formula: 'a where a > 0, else eᵃ − 1', slope: '1 where z > 0, else z + 1' },
} as const satisfies Record<ActivationName, ActivationDefinition>;

export const ACTIVATION_NAMES = Object.keys(ACTIVATIONS) as ActivationName[];

/** The name of its layer in a net: `LeakyRelu` for `leaky-relu`. */
export function layerName(name: ActivationName): string {
  return name.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
}
