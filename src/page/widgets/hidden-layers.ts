import { grouped } from '../../quantity.js';
import type { PageData } from '../page-data.js';
import { element } from './dom.js';
import type { UnitPictures } from './unit-pictures.js';

/** Limit on cells; more would be too small to see. */
const MAX_CELLS = 128;
const MAX_PICTURES = 50;

/** Shows the activations of a hidden layer. */
export interface LayerView {
  readonly root: HTMLElement;
  /** undefined: all activations are 0. */
  show(activations: Float64Array | undefined): void;
}

/** The first layer as pictures of its units' weights, later layers as cells. */
export function hiddenLayers({ model }: PageData, pictures: UnitPictures): LayerView[] {
  const { hidden } = model.architecture;
  return hidden.map((units, i) => {
    const title = hidden.length === 1 ? 'The hidden units' : `Hidden layer ${i + 1}`;
    const view = i === 0 ? unitStrip(pictures) : layerCells(title, units);
    const caption = element('figcaption', {}, i === 0 ? stripWords(units) : cellWords(units));
    const root = element('figure', { class: 'pad-layer' }, element('h3', {}, title), view.root, caption);
    return { root, show: view.show };
  });
}

/** The units of a layer as cells that are filled by their activations. order: the units from left to right. */
export function layerCells(
  name: string,
  units: number,
  order: readonly number[] = [...Array(units).keys()],
): LayerView {
  const shown = order.slice(0, MAX_CELLS);
  const cells = shown.map(() => element('i'));
  return {
    root: element('div', { class: 'cells', role: 'img', 'aria-label': name }, ...cells),
    show(activations) {
      setBrightness(cells, shown, activations);
      for (const [i, unit] of shown.entries()) {
        cells[i].title = `unit ${unit}: ${(activations?.[unit] ?? 0).toFixed(2)}`;
      }
    },
  };
}

function unitStrip(pictures: UnitPictures): LayerView {
  const shown = pictures.order.slice(0, MAX_PICTURES);
  const tiles = shown.map((unit) => element('span', {}, pictures.of(unit)));
  return {
    root: element('div', { class: 'unit-strip' }, ...tiles),
    show: (activations) => setBrightness(tiles, shown, activations),
  };
}

function stripWords(units: number): string {
  return (
    `Each picture shows the weights of one hidden unit${cutWords(units, MAX_PICTURES)}, the most important first. ` +
    'A brighter frame means a larger activation for your drawing.'
  );
}

function cellWords(units: number): string {
  return `Each cell is one unit${cutWords(units, MAX_CELLS)}. A fuller cell means a larger activation.`;
}

function cutWords(units: number, most: number): string {
  return units > most ? ` (${most} of ${grouped(units)})` : '';
}

/** Sets the brightness of each unit's element to |activation| / the largest of the layer. */
function setBrightness(elements: readonly HTMLElement[], units: readonly number[], activations?: Float64Array): void {
  const largest = activations?.reduce((most, z) => Math.max(most, Math.abs(z)), 0) || 1;
  for (const [i, unit] of units.entries()) {
    const share = Math.abs(activations?.[unit] ?? 0) / largest;
    elements[i].style.setProperty('--on', share.toFixed(3));
  }
}
