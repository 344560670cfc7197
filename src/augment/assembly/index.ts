/** The kernels that distort images. */
export { distort } from './distort';
export { fourBlocks } from './philox';
