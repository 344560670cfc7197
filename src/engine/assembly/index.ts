/** The kernels of the simd engine, compiled once with Float = f32 and once with Float = f64. */
export { affinePixels, biasGradient, inputGradient, weightGradientPixels } from './affine';
export { listColumns } from './columns';
export { differencesFactors, differencesPixels } from './differences';
export { dropoutMask } from './dropout';
export { multiply, relu, reluGradient, sigmoid, sigmoidGradient } from './elementwise';
export { exp } from './exponential';
export { listPixels } from './list';
export { log } from './logarithm';
export {
  countCorrect,
  softmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  squaredError,
  squaredErrorGradient,
} from './losses';
export { matmul } from './matmul';
export { adaGrad, adam, momentum, movingAverage, nesterov, rmsProp, sgd } from './optimizers';
export { decay, squaredNorms } from './weight-decay';
