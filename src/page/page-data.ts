import type { Architecture } from '../network/network.js';
import type { ReportData } from '../report/report-data.js';
import { bytesOf } from './base64.js';

/** One of the test images in the page. */
export interface TestImage {
  /** Its number in the test set, from 0. */
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
  /** rows · columns bytes; 0 is background. */
  readonly pixels: Uint8Array;
}

/** The data of the page with its images unpacked. */
export interface PageData extends Omit<ReportData, 'images'> {
  readonly images: readonly TestImage[];
  readonly mistakes: readonly TestImage[];
  readonly followed: readonly TestImage[];
}

/** The data that the report wrote into the page. */
export function readPageData(): PageData {
  const text = document.getElementById('report')?.textContent ?? '';
  const { images: packed, ...data }: ReportData = JSON.parse(text);
  const pixels = bytesOf(packed.pixels);
  const size = data.dataset.rows * data.dataset.columns;
  const images = packed.index.map((index, place) => ({
    index,
    label: packed.label[place],
    predicted: packed.predicted[place],
    pixels: pixels.subarray(place * size, (place + 1) * size),
  }));
  const at = (places: readonly number[]) => places.map((place) => images[place]);
  return { ...data, images, mistakes: at(packed.mistakes), followed: at(packed.followed) };
}

/** "read rightly", or "read as 9" */
export function readAs(classes: readonly string[], label: number, predicted: number): string {
  return label === predicted ? 'read rightly' : `read as ${classes[predicted]}`;
}

/** 784-50-10 */
export function sizesOf({ input, hidden, output }: Architecture): string {
  return [input, ...hidden, output].join('-');
}
