import { ACTIVATION_CAUSES } from './activation.js';
import { AFFINE_CAUSES } from './affine.js';
import type { Cause } from './cause.js';
import { INPUT_GRADIENT_CAUSES } from './input-gradients.js';
import { LOSS_CAUSES } from './loss.js';
import { OUTPUT_CAUSES } from './output.js';
import { OUTPUT_GRADIENT_CAUSES } from './output-gradient.js';
import { PARAMETER_GRADIENT_CAUSES } from './parameter-gradients.js';
import { UPDATE_CAUSES } from './update.js';

/** Every known mistake, except those of numerical gradients and optimizers, which are slow to compute and tried last. */
export const CAUSES: readonly Cause[] = [
  ...AFFINE_CAUSES,
  ...ACTIVATION_CAUSES,
  ...OUTPUT_CAUSES,
  ...LOSS_CAUSES,
  ...OUTPUT_GRADIENT_CAUSES,
  ...PARAMETER_GRADIENT_CAUSES,
  ...INPUT_GRADIENT_CAUSES,
  ...UPDATE_CAUSES,
];
