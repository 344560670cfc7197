import { type Box, boundingBox } from './bounding-box.js';
import type { Ink } from './ink.js';
import { box, placeByMass, size } from './mass.js';

export interface MnistImage {
  /** [28 · 28] 0 is paper, 255 is full ink. */
  readonly pixels: Uint8Array;
  /** Whether there is no ink; all pixels are 0 then. */
  readonly isEmpty: boolean;
  /** What was cropped, in pixels of the drawing; of width and height 0 when it is empty. */
  readonly box: Box;
}

/** The longest side of a digit of MNIST; a few lost faint rows to its makers' rounding. */
const SHORTEST = 17;

/** So many of the drawing's pixels must have this level at least; a stroke of MNIST has more. */
const STRONG = { pixels: 12, level: 240 };

/** A line of one pixel on a canvas of 280 leaves a fourteenth of its ink. */
const MOST_GAIN = 16;

/**
 * A drawing as MNIST would have it (LeCun et al. 1998; Cohen et al. 2017): cropped, its longest side brought to 20
 * pixels by area averaging with the aspect ratio kept, and set into 28×28 with its centre of mass in the middle. A
 * drawing that is so already is taken as it is. Pure: the same pixels for the same ink, on every machine.
 */
export function mnistImage(ink: Ink): MnistImage {
  const crop = boundingBox(ink);
  const pixels = new Uint8Array(size * size);
  if (crop === undefined) return { pixels, isEmpty: true, box: { left: 0, top: 0, width: 0, height: 0 } };
  if (isMnist(ink, crop)) {
    for (let i = 0; i < pixels.length; i++) pixels[i] = Math.round(255 * ink.data[i]);
  } else {
    placeByMass(pixels, strengthened(fitted(ink, crop)));
  }
  return { pixels, isEmpty: false, box: crop };
}

/** Whether cropping and fitting would only blur: the size is right, and the centre of mass is within a pixel of it. */
function isMnist({ width, height, data }: Ink, crop: Box): boolean {
  const longest = Math.max(crop.width, crop.height);
  if (width !== size || height !== size || longest < SHORTEST || longest > box) return false;
  let mass = 0;
  let massX = 0;
  let massY = 0;
  for (let i = 0; i < size * size; i++) {
    mass += data[i];
    massX += data[i] * (i % size);
    massY += data[i] * Math.floor(i / size);
  }
  return Math.max(Math.abs(massX / mass - size / 2), Math.abs(massY / mass - size / 2)) < 1;
}

/** The crop shrunk or enlarged into the 20×20 box, its shorter side in the middle of it, as ink of 0 … 255. */
function fitted({ width, data }: Ink, crop: Box): Float64Array {
  const scale = Math.max(crop.width, crop.height) / box;
  const across = shares(crop.left, crop.width, scale);
  const down = shares(crop.top, crop.height, scale);
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

/** For each of the 20 cells of a side the pixels it covers, and how much of the first and of the last of them. */
interface Shares {
  readonly first: Int32Array;
  readonly end: Int32Array;
  readonly head: Float64Array;
  readonly tail: Float64Array;
}

function shares(start: number, length: number, scale: number): Shares {
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

/** Thin lines become faint when they are shrunk, and no stroke of MNIST is: as much gain as brings some to full ink. */
function strengthened(drawing: Float64Array): Float64Array {
  const level = drawing.toSorted()[drawing.length - STRONG.pixels];
  if (level >= STRONG.level) return drawing;
  const gain = Math.min(MOST_GAIN, 255 / level);
  for (let i = 0; i < drawing.length; i++) drawing[i] = Math.min(255, gain * drawing[i]);
  return drawing;
}
