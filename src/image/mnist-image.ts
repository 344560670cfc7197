import { type Box, extentOf } from './bounding-box.js';
import { boxOf, centreOfMass, placeByMass, size } from './mass.js';
import type { Ink } from './picture.js';

/** A drawing in the form of MNIST. */
export interface MnistImage {
  /** [side · side] bytes; 0 is paper, 255 is full ink. */
  readonly pixels: Uint8Array;
  readonly isEmpty: boolean;
  /** The cropped part, in pixels of the drawing; width and height are 0 if it is empty. */
  readonly box: Box;
  /** Number of other objects in the drawing. */
  readonly others: number;
}

/** Minimum length of a digit along its longer side, as a fraction of its box: MNIST lost a few faint rows in rounding. */
const MIN_LENGTH = 17 / 20;

/** At least this share of pixels should reach this level, as in MNIST's strokes. */
const STRONG = { share: 12 / size ** 2, level: 240 };

/** Largest gain for 28×28. A line one pixel wide keeps 1/14 of its ink when scaled down from 280×280. */
const MOST_GAIN = 16;

/**
 * Converts a drawing to an MNIST image (LeCun et al. 1998; Cohen et al. 2017): crops to the main object, scales by area
 * averaging until the longer side has 20 pixels, and places it in 28×28 with its centre of mass in the middle. Other
 * sizes use a box in proportion. A drawing that is already in this form stays unchanged. The same ink gives the same
 * pixels on every machine. isOne: whether the drawing shows a single digit; letters and clothes may consist of separate
 * parts.
 */
export function mnistImage(ink: Ink, side = size, isOne = true): MnistImage {
  const extent = extentOf(ink, isOne);
  const pixels = new Uint8Array(side * side);
  if (extent === undefined) return { pixels, isEmpty: true, box: { left: 0, top: 0, width: 0, height: 0 }, others: 0 };
  const { main, all, others } = extent;
  if (isMnist(ink, all, side)) {
    for (let i = 0; i < pixels.length; i++) pixels[i] = Math.round(255 * ink.data[i]);
    return { pixels, isEmpty: false, box: all, others };
  }
  placeByMass(pixels, strengthened(fitted(ink, main, boxOf(side)), side), side);
  return { pixels, isEmpty: false, box: main, others };
}

/** Whether a drawing already has MNIST's form: the right size, and the centre of mass within a pixel of the middle. */
function isMnist({ width, height, data }: Ink, crop: Box, side: number): boolean {
  const box = boxOf(side);
  const longest = Math.max(crop.width, crop.height);
  if (width !== side || height !== side || longest < MIN_LENGTH * box || longest > box) return false;
  const { x, y } = centreOfMass(data, side);
  return Math.max(Math.abs(x - side / 2), Math.abs(y - side / 2)) < 1;
}

/** Scales the crop into a box [box · box], centred along its shorter side; ink of 0 … 255. */
function fitted({ width, data }: Ink, crop: Box, box: number): Float64Array {
  const scale = Math.max(crop.width, crop.height) / box;
  const across = shares(crop.left, crop.width, scale, box);
  const down = shares(crop.top, crop.height, scale, box);
  const drawing = new Float64Array(box * box);
  const row = new Float64Array(box);
  for (let j = 0; j < box; j++) {
    for (let y = down.first[j]; y < down.end[j]; y++) {
      for (let i = 0; i < box; i++) {
        const first = across.first[i];
        const last = across.end[i] - 1;
        if (last < first) continue;
        const at = y * width;
        let sum = data[at + first] * across.head[i];
        for (let x = first + 1; x < last; x++) sum += data[at + x];
        if (last > first) sum += data[at + last] * across.tail[i];
        row[i] = sum;
      }
      const share = y === down.first[j] ? down.head[j] : y === down.end[j] - 1 ? down.tail[j] : 1;
      for (let i = 0; i < box; i++) drawing[j * box + i] += share * row[i];
    }
  }
  const full = 255 / (scale * scale);
  for (let i = 0; i < drawing.length; i++) drawing[i] *= full;
  return drawing;
}

/**
 * For each cell along a side of the box: the pixels that it covers, and the covered share of the first and last of
 * them.
 */
function shares(start: number, length: number, scale: number, box: number) {
  const cells = Math.min(box, Math.ceil(length / scale - 1e-6));
  const before = Math.floor((box - cells) / 2);
  const origin = start - (cells * scale - length) / 2;
  const result = {
    first: new Int32Array(box),
    end: new Int32Array(box),
    head: new Float64Array(box),
    tail: new Float64Array(box),
  };
  for (let cell = 0; cell < cells; cell++) {
    const from = Math.max(start, origin + cell * scale);
    const to = Math.min(start + length, origin + (cell + 1) * scale);
    const first = Math.floor(from);
    const end = Math.ceil(to);
    result.first[before + cell] = first;
    result.end[before + cell] = end;
    result.head[before + cell] = Math.min(to, first + 1) - from;
    result.tail[before + cell] = to - Math.max(from, end - 1);
  }
  return result;
}

/** Scaling makes thin lines faint. Amplifies them until the strongest pixels have full ink, as in MNIST. */
function strengthened(drawing: Float64Array, side: number): Float64Array {
  const level = drawing.toSorted()[drawing.length - Math.round(STRONG.share * side ** 2)];
  if (level >= STRONG.level) return drawing;
  const gain = Math.min((MOST_GAIN * size) / side, 255 / level);
  for (let i = 0; i < drawing.length; i++) drawing[i] = Math.min(255, gain * drawing[i]);
  return drawing;
}
