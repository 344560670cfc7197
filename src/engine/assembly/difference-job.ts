// Central differences of the loss, for the float64 engine alone (Float = f64): both sides of a difference are the two
// lanes of a vector. A stage is described by six words: W, its stride, a, z, their stride, and the number of units.
export const W: usize = 0;
export const W_STRIDE: usize = 4;
export const A: usize = 8;
export const Z: usize = 12;
export const STRIDE: usize = 16;
export const UNITS: usize = 20;
export const STAGE_BYTES: usize = 24;

export const RELU: u32 = 1;

// A job is what holds for a whole layer, in words but for epsilon: where its stages are (the first of them the layer's
// own units, whose W is not used), how many, the activation of all but the last, scratch of 32 bytes a unit of the widest
// stage, the outputs y with stride and number, labels or targets, whether y is a softmax, and what its loss adds to y[t].
export const STAGES: usize = 0;
export const STAGE_COUNT: usize = 4;
export const ACTIVATION: usize = 8;
export const SCRATCH: usize = 12;
export const OUTPUTS: usize = 16;
export const OUTPUT_STRIDE: usize = 20;
export const OUTPUT_COUNT: usize = 24;
export const TARGETS: usize = 28;
export const IS_SOFTMAX: usize = 32;
export const EPSILON: usize = 40;
// Kept for the unit at hand: its largest weight, and four coefficients (see prepareUnit).
export const WIDEST: usize = 48;
export const SERIES: usize = 56;
