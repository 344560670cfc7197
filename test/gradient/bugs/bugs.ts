import { ACTIVATION_BUGS } from './activations.js';
import { AFFINE_BUGS } from './affine.js';
import { LOSS_BUGS } from './loss.js';

export const BUGS = [...LOSS_BUGS, ...AFFINE_BUGS, ...ACTIVATION_BUGS];
