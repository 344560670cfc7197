import { blockEnd } from './blocks';
import { expMinus1Pair, expPair } from './exponential';
import { expMinus1, isBeyond, LARGE } from './small-changes';

// To add an activation function, write two kernels, a number, a class, and a line in `Activation.change`. The classes have
// no instances; they only select methods at compile time:
//
//   y(x): the function
//   dx(dout, y): its derivative times dout, as a function of the output y
//   change(a, z, d): y(a + d) − z for a pair of doubles d; a and z = y(a) are addresses of doubles
//
// `bytes` is a multiple of 16. Kernels also compute the padding; nothing reads it.

/** No activation function: the units are the net's outputs. */
export const IDENTITY: u32 = 0;

export class Activation {
  /** y(a + d) − z for the activation function with this number. */
  @inline
  static change(number: u32, a: usize, z: usize, d: v128): v128 {
    if (number == RELU) return changetype<Relu>(0).change(a, z, d);
    if (number == SIGMOID) return changetype<Sigmoid>(0).change(a, z, d);
    if (number == TANH) return changetype<Tanh>(0).change(a, z, d);
    if (number == LEAKY_RELU) return changetype<LeakyRelu>(0).change(a, z, d);
    if (number == ELU) return changetype<Elu>(0).change(a, z, d);
    return unreachable();
  }
}

export const RELU: u32 = 1;

export function relu(y: usize, x: usize, bytes: usize): void {
  activate<Relu>(y, x, bytes);
}

export function reluGradient(dx: usize, dout: usize, y: usize, bytes: usize): void {
  activateGradient<Relu>(dx, dout, y, bytes);
}

/** max(x, 0); keeps NaN */
@unmanaged
class Relu {
  @inline
  y(x: v128): v128 {
    return v128.max<Float>(x, v128.splat<Float>(0));
  }

  @inline
  dx(dout: v128, y: v128): v128 {
    return v128.and(dout, v128.gt<Float>(y, v128.splat<Float>(0)));
  }

  @inline
  change(a: usize, z: usize, d: v128): v128 {
    const raised = f64x2.max(f64x2.add(v128.load64_splat(a), d), f64x2.splat(0));
    return f64x2.sub(raised, v128.load64_splat(z));
  }
}

export const SIGMOID: u32 = 2;

export function sigmoid(y: usize, x: usize, bytes: usize): void {
  activate<Sigmoid>(y, x, bytes);
}

export function sigmoidGradient(dx: usize, dout: usize, y: usize, bytes: usize): void {
  activateGradient<Sigmoid>(dx, dout, y, bytes);
}

/** 1 / (1 + e^−x), computed in float64 */
@unmanaged
class Sigmoid {
  @inline
  y(x: v128): v128 {
    return inDoubles<Sigmoid>(x);
  }

  pair(x: v128): v128 {
    const one = f64x2.splat(1);
    return f64x2.div(one, f64x2.add(one, expPair(f64x2.neg(x))));
  }

  @inline
  dx(dout: v128, y: v128): v128 {
    return v128.mul<Float>(v128.mul<Float>(v128.sub<Float>(v128.splat<Float>(1), y), y), dout);
  }

  /** z (1 − z) E / (1 + z E) with E = e^d − 1. Exact; does not subtract nearly equal numbers. */
  @inline
  change(a: usize, z: usize, d: v128): v128 {
    const old = v128.load64_splat(z);
    if (isBeyond(d, LARGE)) return f64x2.sub(this.pair(f64x2.add(v128.load64_splat(a), d)), old);
    const one = f64x2.splat(1);
    const zE = f64x2.mul(old, expMinus1(d));
    return f64x2.div(f64x2.mul(zE, f64x2.sub(one, old)), f64x2.add(one, zE));
  }
}

export const TANH: u32 = 3;

export function tanh(y: usize, x: usize, bytes: usize): void {
  activate<Tanh>(y, x, bytes);
}

export function tanhGradient(dx: usize, dout: usize, y: usize, bytes: usize): void {
  activateGradient<Tanh>(dx, dout, y, bytes);
}

/** E / (E + 2) with E = e^(2|x|) − 1 and the sign of x, computed in float64 */
@unmanaged
class Tanh {
  @inline
  y(x: v128): v128 {
    return inDoubles<Tanh>(x);
  }

  pair(x: v128): v128 {
    const E = expMinus1Pair(f64x2.mul(f64x2.abs(x), f64x2.splat(2)));
    const size = f64x2.div(E, f64x2.add(E, f64x2.splat(2)));
    return v128.or(size, v128.and(x, f64x2.splat(-0.0)));
  }

  @inline
  dx(dout: v128, y: v128): v128 {
    return v128.mul<Float>(v128.sub<Float>(v128.splat<Float>(1), v128.mul<Float>(y, y)), dout);
  }

  /** (1 − z²) T / (1 + z T) with T = tanh d. Exact; does not subtract nearly equal numbers. */
  @inline
  change(a: usize, z: usize, d: v128): v128 {
    const old = v128.load64_splat(z);
    if (isBeyond(d, LARGE)) return f64x2.sub(this.pair(f64x2.add(v128.load64_splat(a), d)), old);
    const one = f64x2.splat(1);
    const T = this.pair(d);
    const slope = f64x2.sub(one, f64x2.mul(old, old));
    return f64x2.div(f64x2.mul(slope, T), f64x2.add(one, f64x2.mul(old, T)));
  }
}

export const LEAKY_RELU: u32 = 4;

export function leakyRelu(y: usize, x: usize, bytes: usize): void {
  activate<LeakyRelu>(y, x, bytes);
}

export function leakyReluGradient(dx: usize, dout: usize, y: usize, bytes: usize): void {
  activateGradient<LeakyRelu>(dx, dout, y, bytes);
}

/** Slope of leaky ReLU below zero (Maas, Hannun and Ng 2013). */
const LEAK: f64 = 0.01;

/** max(x, 0.01 x) */
@unmanaged
class LeakyRelu {
  @inline
  y(x: v128): v128 {
    return v128.max<Float>(x, v128.mul<Float>(x, v128.splat<Float>(<Float>LEAK)));
  }

  @inline
  dx(dout: v128, y: v128): v128 {
    const leaked = v128.mul<Float>(dout, v128.splat<Float>(<Float>LEAK));
    return v128.bitselect(dout, leaked, v128.gt<Float>(y, v128.splat<Float>(0)));
  }

  @inline
  change(a: usize, z: usize, d: v128): v128 {
    const x = f64x2.add(v128.load64_splat(a), d);
    return f64x2.sub(f64x2.max(x, f64x2.mul(x, f64x2.splat(LEAK))), v128.load64_splat(z));
  }
}

export const ELU: u32 = 5;

export function elu(y: usize, x: usize, bytes: usize): void {
  activate<Elu>(y, x, bytes);
}

export function eluGradient(dx: usize, dout: usize, y: usize, bytes: usize): void {
  activateGradient<Elu>(dx, dout, y, bytes);
}

/** x where x > 0, else e^x − 1, computed in float64 */
@unmanaged
class Elu {
  @inline
  y(x: v128): v128 {
    return inDoubles<Elu>(x);
  }

  pair(x: v128): v128 {
    return v128.bitselect(expMinus1Pair(x), x, f64x2.lt(x, f64x2.splat(0)));
  }

  @inline
  dx(dout: v128, y: v128): v128 {
    const slope = v128.add<Float>(v128.min<Float>(y, v128.splat<Float>(0)), v128.splat<Float>(1));
    return v128.mul<Float>(slope, dout);
  }

  /** e^a (e^d − 1) if a and a + d are below zero; does not subtract nearly equal numbers. */
  @inline
  change(a: usize, z: usize, d: v128): v128 {
    const old = v128.load64_splat(a);
    const x = f64x2.add(old, d);
    const change = f64x2.sub(this.pair(x), v128.load64_splat(z));
    if (isBeyond(d, LARGE)) return change;
    const zero = f64x2.splat(0);
    const below = v128.and(f64x2.lt(x, zero), f64x2.lt(old, zero));
    return v128.bitselect(f64x2.mul(expPair(old), expMinus1Pair(d)), change, below);
  }
}

function activate<F>(y: usize, x: usize, bytes: usize): void {
  for (let from: usize = 0; from < bytes; from = blockEnd(from, bytes)) {
    const end = blockEnd(from, bytes);
    for (let at = from; at < end; at += 16) v128.store(y + at, changetype<F>(0).y(v128.load(x + at)));
  }
}

function activateGradient<F>(dx: usize, dout: usize, y: usize, bytes: usize): void {
  for (let from: usize = 0; from < bytes; from = blockEnd(from, bytes)) {
    const end = blockEnd(from, bytes);
    for (let at = from; at < end; at += 16) {
      v128.store(dx + at, changetype<F>(0).dx(v128.load(dout + at), v128.load(y + at)));
    }
  }
}

/** Applies `pair`, a function of two doubles, to all elements of a vector. */
function inDoubles<F>(x: v128): v128 {
  if (sizeof<Float>() == 8) return changetype<F>(0).pair(x);
  const low = f32x4.demote_f64x2_zero(changetype<F>(0).pair(f64x2.promote_low_f32x4(x)));
  const swapped = i64x2.shuffle(x, x, 1, 0);
  const high = f32x4.demote_f64x2_zero(changetype<F>(0).pair(f64x2.promote_low_f32x4(swapped)));
  return i64x2.shuffle(low, high, 0, 2);
}
