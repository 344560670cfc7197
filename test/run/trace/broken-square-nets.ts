import type { Broken } from './broken.js';
import { dot, each, flip } from './user-net.js';

const squareNet = (wrong: Broken['wrong'], first: string, id: string, name: string): Broken => ({
  name,
  sizes: [6, 6, 6],
  wrong: wrong ?? {},
  first,
  id,
});

/** In a net with square weights. */
export const OF_SQUARE_NETS: readonly Broken[] = [
  squareNet(
    {
      affine: (x, W, b) =>
        dot(
          each(x, (v, _, k) => v + b[k]),
          W,
        ),
    },
    'a1',
    'bias-before-product',
    'the bias is added to the input',
  ),
  squareNet(
    { affine: (x, W, b) => each(dot(x, flip(W)), (v, _, k) => v + b[k]) },
    'a1',
    'weights-transposed',
    'W is transposed',
  ),
  squareNet({ dx: dot }, 'dz1', 'dx-not-transposed', 'dx uses W, not Wᵀ'),
  squareNet({ dW: (x, d) => dot(flip(d), x) }, 'dW2', 'transposed', 'dW is transposed'),
];
