import { type PlainArrays, positionOf } from '../unpack.js';
import { element } from './dom.js';
import { signedPicture } from './pictures.js';

export interface WeightChoice {
  readonly root: HTMLElement;
  /** The name of an array of parameters, and the place of one in it. */
  read(): { name: string; place: number };
}

const SIDE = 28;

/** A choice of one parameter, at first the one of the last layer with the largest gradient. */
export function weightChoice(gradients: PlainArrays, onChange: () => void): WeightChoice {
  const names = Object.keys(gradients);
  const array = element('select', {}, ...names.map((name) => element('option', { value: name }, name)));
  array.value = `W${names.length / 2}`;
  const from = element('input', { type: 'number', min: 0, step: 1 });
  const to = element('input', { type: 'number', min: 0, step: 1 });
  const fromLabel = element('span');
  const toLabel = element('span');
  const fromField = element('label', {}, fromLabel, from);
  const picture = element('figure', { class: 'gradient-picture' });
  const read = () => {
    const { shape } = gradients[array.value];
    const [rows, columns] = shape.length === 1 ? [1, shape[0]] : shape;
    const within = (field: HTMLInputElement, count: number) =>
      Math.min(count - 1, Math.max(0, Math.trunc(Number(field.value))));
    return { name: array.value, place: within(from, rows) * columns + within(to, columns) };
  };
  const set = (place: number) => {
    const { shape } = gradients[array.value];
    const [row = 0, column] = positionOf(shape, place);
    from.value = String(row);
    to.value = String(column);
    const layer = Number(array.value.slice(1));
    fromField.hidden = shape.length === 1;
    fromLabel.textContent = layer === 1 ? 'from pixel' : 'from unit';
    toLabel.textContent = layer === names.length / 2 ? 'to class' : 'to unit';
    from.max = String(shape[0] - 1);
    to.max = String(shape[shape.length - 1] - 1);
    paint();
  };
  const largest = () => {
    set(indexOfLargest(gradients[array.value].data));
    onChange();
  };
  const paint = () =>
    picture.replaceChildren(
      ...(array.value === 'W1' ? pixelGradients(gradients.W1, Number(to.value), choosePixel) : []),
    );
  const choosePixel = (pixel: number) => {
    from.value = String(pixel);
    onChange();
  };
  const changed = () => {
    set(read().place);
    onChange();
  };
  array.addEventListener('change', largest);
  for (const field of [from, to]) field.addEventListener('change', changed);
  set(indexOfLargest(gradients[array.value].data));
  const root = element(
    'div',
    { class: 'weight-choice' },
    element('label', {}, element('span', {}, 'parameters'), array),
    fromField,
    element('label', {}, toLabel, to),
    element('button', { type: 'button', onclick: largest }, 'Largest gradient'),
    picture,
  );
  return { root, read };
}

/** The gradients of all weights of one unit of the first layer, to choose a pixel from. */
function pixelGradients(
  { shape, data }: PlainArrays[string],
  unit: number,
  onChoose: (pixel: number) => void,
): HTMLElement[] {
  const values = Float64Array.from({ length: shape[0] }, (_, i) => data[i * shape[1] + unit]);
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
  const picture = signedPicture(values, SIDE, scale, `The gradients of the weights of unit ${unit}`);
  picture.addEventListener('click', ({ offsetX, offsetY }) => {
    const at = (offset: number, length: number) => Math.min(SIDE - 1, Math.floor((offset / length) * SIDE));
    onChoose(at(offsetY, picture.clientHeight) * SIDE + at(offsetX, picture.clientWidth));
  });
  return [
    picture,
    element(
      'figcaption',
      {},
      `the gradients of unit ${unit}: red where a larger weight raises the loss, blue where it lowers it; click a pixel`,
    ),
  ];
}

function indexOfLargest(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]) > Math.abs(values[largest])) largest = i;
  return largest;
}
