import type { ActivationName } from '../engine/reference/activations.js';

interface ExportedActivation {
  /** ONNX operator and its attribute. */
  readonly onnx: { readonly operator: string; readonly alpha?: number };
  /** JavaScript for f(x). */
  readonly js: string;
}

/** Activation functions as ONNX and JavaScript write them. */
export const EXPORTED_ACTIVATIONS: Readonly<Record<ActivationName, ExportedActivation>> = {
  relu: { onnx: { operator: 'Relu' }, js: 'Math.max(x, 0)' },
  sigmoid: { onnx: { operator: 'Sigmoid' }, js: '1 / (1 + Math.exp(-x))' },
  tanh: { onnx: { operator: 'Tanh' }, js: 'Math.tanh(x)' },
  'leaky-relu': { onnx: { operator: 'LeakyRelu', alpha: 0.01 }, js: 'x > 0 ? x : 0.01 * x' },
  elu: { onnx: { operator: 'Elu', alpha: 1 }, js: 'x < 0 ? Math.expm1(x) : x' },
};
