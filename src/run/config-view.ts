import type { Config } from '../config/schema.js';
import { TrainerError } from '../errors.js';
import { type View, viewFault } from '../image/views/views.js';

/** The view of a config, for images of so many columns. Throws CONFIG_RANGE if they cannot have it. */
export function configView({ input }: Config, columns: number): View | undefined {
  const fault = viewFault(input?.view, columns);
  if (fault !== undefined) throw new TrainerError('CONFIG_RANGE', `input.view: ${fault}`);
  return input?.view;
}
