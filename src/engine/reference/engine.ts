import { type Precision, zeros } from '../../array.js';
import type { Engine } from '../engine.js';
import { activate, activateGradient } from './activations.js';
import { centralDifferences } from './differences.js';
import * as dropout from './dropout.js';
import * as losses from './losses.js';
import { affine, affineInputGradient, affineParameterGradients, type ByteRows } from './matrix.js';
import { movingAverage, update } from './optimizers.js';
import * as weightDecay from './weight-decay.js';

/**
 * The reference engine: plain loops in the order of the formulas. Every faster engine is tested against it. It computes in
 * float64; `precision` is the type of stored results.
 */
export function createReferenceEngine(precision: Precision = 'float64'): Engine {
  return {
    name: 'reference',
    precision,
    threads: 1,
    close() {},
    zeros: (...shape) => zeros(shape, precision),
    rows: (bytes, width, scale): ByteRows => ({
      bytes,
      width,
      count: bytes.length / width,
      // float32(p) / 255 even in float64 nets, as in the book's loader (chapter 3).
      table: Float64Array.from({ length: 256 }, (_, byte) => Math.fround(byte / scale)),
    }),
    refill(rows, bytes) {
      (rows as ByteRows).bytes = bytes;
    },
    affine,
    affineParameterGradients,
    affineInputGradient,
    centralDifferences,
    activate,
    activateGradient,
    ...dropout,
    ...losses,
    update,
    movingAverage,
    ...weightDecay,
  };
}
