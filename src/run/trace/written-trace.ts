import type { NdArray } from '../../array.js';
import type { Config } from '../../config/schema.js';
import { fileArray } from '../../export/file-array.js';
import { npzBytes } from '../../export/npz.js';
import type { Watch } from '../observer.js';
import { traceStep } from './trace-step.js';

/** A step as a `.npz` file, and the facts about its run. */
export async function writtenTrace(config: Config, step: number, watch: Watch) {
  const { arrays, sizes, dataset, learningRate } = await traceStep(config, step, watch);
  const files = Array.from(arrays, ([name, array]) => {
    const file = fileArray(array);
    return [name, name === 't' ? { ...file, dtype: 'int64' as const } : file] as const;
  });
  return {
    step,
    net: `${sizes.join('-')}${sizes.length > 2 ? ` ${config.activation}` : ''}`,
    dataset,
    images: (arrays.get('t') as NdArray).size,
    precision: config.precision,
    learningRate,
    arrays: files.map(([name, { dtype, shape }]) => ({ name, dtype, shape })),
    bytes: npzBytes(new Map(files)),
  };
}
