/** The kernels of the simd engine, compiled once with Float = f32 and once with Float = f64. */
export { affinePixels, biasGradient, inputGradient, weightGradientPixels } from './affine';
export { BLOCK, ENTRY_BYTES, listColumns } from './columns';
export { IDENTITY, jobBytes, RELU, SIGMOID, writeJob, writeStage } from './difference-job';
export { differencesFactors, differencesPixels } from './differences';
export { dropoutMask } from './dropout';
export { multiply, relu, reluGradient, sigmoid, sigmoidGradient } from './elementwise';
export { exp } from './exponential';
export { GATHER_STRIP } from './gather';
export { FACTOR_BYTES, listPixels, PIXEL_BYTES } from './list';
export { log } from './logarithm';
export {
  countCorrect,
  softmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  squaredError,
  squaredErrorGradient,
} from './losses';
export { MATMUL_STRIP, matmul } from './matmul';
export { adaGrad, adam, momentum, movingAverage, nesterov, rmsProp, sgd } from './optimizers';
export { SPREAD_STRIP } from './spread';
export { decay, squaredNorms } from './weight-decay';
