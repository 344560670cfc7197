export { distort } from './distort';
export { giveScratch, JOB_BYTES, scratchBytes } from './job';
export { fourBlocks } from './philox';
