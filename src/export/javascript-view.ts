import { expectedImages, partsOf, type View, type ViewName, viewSteps } from '../image/views/views.js';

/** JavaScript source of a function `applyView(from)` that preprocesses one image for a net, with the same bytes as `viewed`. */
export function viewFunction(view: View, columns: number): string {
  const steps = viewSteps(view);
  const calls = steps.reduce((inner, _, i) => `step${i + 1}(${inner})`, 'from');
  const functions = steps.map(partsOf).map(
    ({ name, n }, i) => `
function step${i + 1}(from) {
  const [columns, n, to] = [${columns}, ${n}, new Uint8Array(from.length)];
${BODIES[name]}
  return to;
}
`,
  );
  return `
/** The net expects ${expectedImages(view)}. */
function applyView(from) {
  return ${calls};
}
${functions.join('')}`;
}

/** Each view as the body of a function of `from`, `columns` and `n`, the number of the view. */
const BODIES: Readonly<Record<ViewName, string>> = {
  deslant: `  let [mass, massX, massY, massXY, massYY] = [0, 0, 0, 0, 0];
  for (let i = 0; i < from.length; i++) {
    const [x, y] = [i % columns, Math.floor(i / columns)];
    mass += from[i];
    massX += from[i] * x;
    massY += from[i] * y;
    massXY += from[i] * x * y;
    massYY += from[i] * y * y;
  }
  const extent = mass * massYY - massY * massY;
  if (extent === 0) return from;
  const slope = (mass * massXY - massX * massY) / extent;
  for (let i = 0; i < from.length; i++) {
    const [x, y] = [i % columns, Math.floor(i / columns)];
    const shift = slope * (y - massY / mass);
    const left = x + Math.floor(shift);
    const part = shift - Math.floor(shift);
    const at = (column) => (column < 0 || column >= columns ? 0 : from[y * columns + column]);
    to[i] = at(left) * (1 - part) + at(left + 1) * part + 0.5;
  }`,
  width: `  let [left, right, top, bottom, mass, massX] = [columns, -1, from.length, -1, 0, 0];
  for (let i = 0; i < from.length; i++) {
    if (from[i] === 0) continue;
    const [x, y] = [i % columns, Math.floor(i / columns)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
    mass += from[i];
    massX += from[i] * x;
  }
  const width = right - left + 1;
  if (mass === 0 || 20 * width < 9 * (bottom - top + 1)) return from;
  const [scale, middle] = [width / n, massX / mass + 0.5];
  const reach = Math.max(1, scale);
  const placed = Math.round(middle - ((middle - left) * n) / width);
  const offset = Math.max(0, Math.min(columns - n, placed));
  for (let x = 0; x < n; x++) {
    const centre = (x + 0.5) * scale - 0.5;
    const [first, end] = [Math.max(0, Math.ceil(centre - reach)), Math.min(width, Math.floor(centre + reach) + 1)];
    const weights = Array.from({ length: end - first }, (_, i) => 1 - Math.abs(first + i - centre) / reach);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let row = 0; row < from.length; row += columns) {
      const sum = weights.reduce((sum, weight, i) => sum + (weight / total) * from[row + left + first + i], 0);
      to[row + offset + x] = sum + 0.5;
    }
  }`,
};
