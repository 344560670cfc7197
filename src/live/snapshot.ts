import { copy, type FloatArray } from '../array.js';
import type { Parameters } from '../network/network.js';

/** A copy of a run's parameters that can be sent to another process. */
export interface Snapshot {
  readonly iteration: number;
  readonly parameters: Readonly<Record<string, { readonly shape: number[]; readonly data: FloatArray }>>;
}

export function takeSnapshot(params: Parameters, iteration: number): Snapshot {
  const parameters = Object.entries(params).map(([name, array]) => [
    name,
    { shape: [...array.shape], data: copy(array).data },
  ]);
  return { iteration, parameters: Object.fromEntries(parameters) };
}
