import type { Architecture } from '../network/network.js';
import type { ReportData } from '../report/report-data.js';
import { bytesOf } from './base64.js';
import { type Curves, type PlainArrays, unpackArrays, unpackCurves } from './unpack.js';

/** One of the test images in the page. */
export interface TestImage {
  /** Its index in the test set. */
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
  /** rows · columns bytes; 0 is background. */
  readonly pixels: Uint8Array;
  /** The prediction of each member of a committee. */
  readonly answers: Uint8Array;
}

/** The data of the page with its arrays unpacked. */
export interface PageData extends Omit<ReportData, 'images' | 'model' | 'runs'> {
  readonly model: Omit<ReportData['model'], 'parameters'> & { readonly parameters: PlainArrays };
  readonly runs: readonly Curves[];
  readonly images: readonly TestImage[];
  readonly mistakes: readonly TestImage[];
  readonly followed: readonly TestImage[];
  /** Images that committee members disagree on; empty for a single net. */
  readonly disputed: readonly TestImage[];
}

/** A section that can be updated with newer data of the same run. */
export interface UpdatableSection {
  readonly root: HTMLElement;
  update(data: PageData): void;
}

/** The element with the page's data as JSON. Saving the page saves this element. */
export function dataElement(): HTMLElement {
  const found = document.getElementById('report');
  if (!found) throw new Error('the page has no data');
  return found;
}

/** Reads the data in the page. */
export function readPageData(): PageData {
  const { images: packed, model, runs, ...data }: ReportData = JSON.parse(dataElement().textContent);
  const { answers = '', members = [], disputed = [] } = data.committee ?? {};
  const [pixels, said] = [packed.pixels, answers].map(bytesOf);
  const size = data.dataset.rows * data.dataset.columns;
  const images = packed.index.map((index, i) => ({
    index,
    label: packed.label[i],
    predicted: packed.predicted[i],
    pixels: pixels.subarray(i * size, (i + 1) * size),
    answers: said.subarray(i * members.length, (i + 1) * members.length),
  }));
  const at = (indices: readonly number[]) => indices.map((i) => images[i]);
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

/** "read correctly", or "read as 9" */
export function readAs(classes: readonly string[], label: number, predicted: number): string {
  return label === predicted ? 'read correctly' : `read as ${classes[predicted]}`;
}

/** 784-50-10 */
export function sizesOf({ input, hidden, output }: Architecture): string {
  return [input, ...hidden, output].join('-');
}
