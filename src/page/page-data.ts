import type { Architecture } from '../network/network.js';
import type { ReportData } from '../report/report-data.js';
import { bytesOf } from './base64.js';
import { type Curves, type PlainArrays, unpackArrays, unpackCurves } from './unpack.js';

/** One of the test images in the page. */
export interface TestImage {
  /** Its number in the test set, from 0. */
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
  /** rows · columns bytes; 0 is background. */
  readonly pixels: Uint8Array;
  /** The class that each member of a committee says. */
  readonly answers: Uint8Array;
}

/** The data of the page with its arrays unpacked. */
export interface PageData extends Omit<ReportData, 'images' | 'model' | 'runs'> {
  readonly model: Omit<ReportData['model'], 'parameters'> & { readonly parameters: PlainArrays };
  readonly runs: readonly Curves[];
  readonly images: readonly TestImage[];
  readonly mistakes: readonly TestImage[];
  readonly followed: readonly TestImage[];
  /** Of a committee, else none. */
  readonly disputed: readonly TestImage[];
}

/** A section that can show newer data of the same run. */
export interface MovingSection {
  readonly root: HTMLElement;
  update(data: PageData): void;
}

/** The element of the page that holds its data, as JSON; a page that is saved keeps what is in it. */
export function dataElement(): HTMLElement {
  const found = document.getElementById('report');
  if (!found) throw new Error('the page has no data');
  return found;
}

/** The data that is in the page now. */
export function readPageData(): PageData {
  const { images: packed, model, runs, ...data }: ReportData = JSON.parse(dataElement().textContent);
  const { answers = '', members = [], disputed = [] } = data.committee ?? {};
  const [pixels, said] = [packed.pixels, answers].map(bytesOf);
  const size = data.dataset.rows * data.dataset.columns;
  const images = packed.index.map((index, place) => ({
    index,
    label: packed.label[place],
    predicted: packed.predicted[place],
    pixels: pixels.subarray(place * size, (place + 1) * size),
    answers: said.subarray(place * members.length, (place + 1) * members.length),
  }));
  const at = (places: readonly number[]) => places.map((place) => images[place]);
  return {
    ...data,
    model: { ...model, parameters: unpackArrays(model.parameters) },
    runs: runs.map(unpackCurves),
    images,
    mistakes: at(packed.mistakes),
    followed: at(packed.followed),
    disputed: at(disputed),
  };
}

/** "read rightly", or "read as 9" */
export function readAs(classes: readonly string[], label: number, predicted: number): string {
  return label === predicted ? 'read rightly' : `read as ${classes[predicted]}`;
}

/** 784-50-10 */
export function sizesOf({ input, hidden, output }: Architecture): string {
  return [input, ...hidden, output].join('-');
}
