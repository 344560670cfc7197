import type { Config } from '../config/schema.js';
import { TrainerError } from '../errors.js';
import { type View, viewFault } from '../image/views/views.js';

/** The view of a config. Throws CONFIG_RANGE if it needs more columns than the images have. */
export function configView({ input }: Config, columns: number): View | undefined {
  const fault = viewFault(input?.view, columns);
  if (fault !== undefined) throw new TrainerError('CONFIG_RANGE', `input.view: ${fault}`);
  return input?.view;
}
