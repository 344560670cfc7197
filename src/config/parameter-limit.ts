/** What fits into a model file of 64 MiB: base64 needs four bytes for three. */
const MOST_PARAMETER_BYTES = 47 * 2 ** 20;

/** Why a net with these layer sizes, inputs and outputs included, is too large for a model file; undefined if it is not. */
export function tooManyParameters(sizes: readonly number[], precision: 'float32' | 'float64'): string | undefined {
  const parameters = parameterCount(sizes);
  const bytes = parameters * (precision === 'float32' ? 4 : 8);
  if (bytes <= MOST_PARAMETER_BYTES) return undefined;
  return `${parameters} parameters take ${Math.ceil(bytes / 2 ** 20)} MiB, limit ${MOST_PARAMETER_BYTES / 2 ** 20} MiB`;
}

export function parameterCount(sizes: readonly number[]): number {
  return sizes.slice(1).reduce((count, size, i) => count + (sizes[i] + 1) * size, 0);
}
