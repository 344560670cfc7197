import type { NdArray } from '../../array.js';

/** Visits the elements of arrays of one shape in row-major order; `visit` gets the offset of each in its array's data. */
export function forEachElement(arrays: readonly NdArray[], visit: (...places: number[]) => void): void {
  walk(
    arrays,
    visit,
    0,
    arrays.map(({ offset }) => offset),
  );
}

function walk(
  arrays: readonly NdArray[],
  visit: (...places: number[]) => void,
  axis: number,
  start: readonly number[],
): void {
  const [{ shape, dimension }] = arrays;
  const places = [...start];
  for (let i = 0; i < shape[axis]; i++) {
    if (axis === dimension - 1) visit(...places);
    else walk(arrays, visit, axis + 1, places);
    for (let k = 0; k < places.length; k++) places[k] += arrays[k].stride[axis];
  }
}
