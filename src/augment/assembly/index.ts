/** The kernels that distort images. */
export { distort } from './distort';
export { giveScratch, JOB_BYTES, scratchBytes, writeJob } from './job';
export { fourBlocks } from './philox';
