/** The kernels of the simd engine, compiled once with Float = f32 and once with Float = f64. */
export * from './activations';
export { biasGradient, inputGradient } from './affine';
export { jobBytes, writeJob, writeStage } from './difference-job';
export { differencesFactors, differencesPixels } from './differences';
export { dropoutMask, multiply } from './dropout';
export { exp } from './exponential';
export { countPixels, FACTOR_BYTES, listPixels, PIXEL_BYTES, STARTS_AT, transposeLists } from './list';
export { log } from './logarithm';
export {
  countCorrect,
  scratchRowBytes,
  softmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  squaredError,
  squaredErrorGradient,
} from './losses';
export { matmul, multiplyFinite } from './matmul';
export * from './optimizers';
export { sum } from './pairs';
export { affineHalf } from './pixel-strip';
export { addHalf, affinePixels, parameterGradientsPixels } from './pixels';
export * from './sum-strip';
export { decay, squaredNorms } from './weight-decay';
