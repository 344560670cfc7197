import { copy, type FloatArray } from '../array.js';
import type { Parameters } from '../network/network.js';

/** The parameters of a moment of a run, in memory of their own that another process can be sent. */
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
