import { type PlainArrays, positionOf } from '../unpack.js';
import { element } from './dom.js';
import { signedPicture } from './pictures.js';

export interface WeightChoice {
  readonly root: HTMLElement;
  /** The name of a parameter array, and a row-major index into it. */
  read(): { name: string; index: number };
}

const SIDE = 28;

/** Lets the user select one parameter. At first, the weight of the last layer with the largest gradient is selected. */
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
    return { name: array.value, index: within(from, rows) * columns + within(to, columns) };
  };
  const set = (index: number) => {
    const { shape } = gradients[array.value];
    const [row = 0, column] = positionOf(shape, index);
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
    set(read().index);
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

/** A picture of the gradients of one unit of the first layer; a click selects a pixel's weight. */
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
      `gradients of unit ${unit}; red: a larger weight increases the loss, blue: it decreases the loss; click a pixel to select it`,
    ),
  ];
}

function indexOfLargest(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]) > Math.abs(values[largest])) largest = i;
  return largest;
}
