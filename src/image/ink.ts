import { greyOver } from './grey.js';
import { inkOfPhoto } from './photo.js';
import type { Grey, Ink, Rgba } from './picture.js';

export type { Ink, Rgba } from './picture.js';

/** The border of a picture is this share of its sides, but at least a pixel; thin frames are narrower. */
const BORDER = 1 / 16;

/** Median absolute deviations of the border that are still paper: all but a few in a thousand of Gaussian noise. */
const NOISE = 4;

/** Grey levels between paper and ink without which a picture is blank. */
const LEAST_CONTRAST = 24;

/** The darkest of the ink in this share does not count: hot pixels, specks. */
const OUTLIERS = 0.01;

/** A smaller picture is none of a camera. */
const LEAST_PHOTO = 40;

/** The border is of one level when this share of it is so near to its median: rounding, and what a JPEG adds. */
const FLAT = 2 / 3;
const ONE_LEVEL = 2;

/** From this share of the greatest possible contrast on nothing is stretched: images of MNIST are to stay as they are. */
const NEARLY = 0.95;

/**
 * The ink of a picture: paper is what most of the border is, ink what is darker, or lighter if more is. The contrast is
 * stretched to 0 … 1. Where the border is not of one level, as in a photograph, light and grain are taken off. A blank
 * picture has no ink at all.
 */
export function inkOf(picture: Rgba): Ink {
  const onWhite = greyOver(255, picture);
  if (isPhoto(onWhite)) return inkOfPhoto(onWhite) ?? blank(picture);
  // the second is white on nothing
  return inkOfGrey(onWhite) ?? inkOfGrey(greyOver(0, picture)) ?? blank(picture);
}

function blank({ width, height }: Rgba): Ink {
  return { width, height, data: new Uint8Array(width * height) };
}

/** Whether the light or the grain of paper shows: a drawing made on a computer has a border of one level. */
function isPhoto({ width, height, data }: Grey): boolean {
  if (Math.min(width, height) < LEAST_PHOTO) return false;
  const border = borderHistogram(data, width, height);
  const paper = median(border);
  return total(border.slice(Math.max(0, paper - ONE_LEVEL), paper + ONE_LEVEL + 1)) < FLAT * total(border);
}

function inkOfGrey({ width, height, data: grey }: Grey): Ink | undefined {
  const levels = histogram(grey);
  const border = borderHistogram(grey, width, height);
  const paper = median(border);
  const noise = NOISE * median(fold(border, paper, 'both'));
  const darker = fold(levels, paper, 'darker');
  const lighter = fold(levels, paper, 'lighter');
  const isDark = moment(darker) >= moment(lighter);
  const full = fullInk(isDark ? darker : lighter, noise, isDark ? paper : 255 - paper);
  if (full - noise < LEAST_CONTRAST) return undefined;

  const ink = Float32Array.from(levels, (_, level) => {
    const distance = isDark ? paper - level : level - paper;
    return Math.min(1, Math.max(0, (distance - noise) / (full - noise)));
  });
  const data = new Float32Array(grey.length);
  for (let i = 0; i < data.length; i++) data[i] = ink[grey[i]];
  return { width, height, data };
}

/** How many pixels have each of the 256 levels. */
type Histogram = Float64Array;

function histogram(grey: Uint8Array): Histogram {
  const counts = new Float64Array(256);
  for (let i = 0; i < grey.length; i++) counts[grey[i]]++;
  return counts;
}

function borderHistogram(grey: Uint8Array, width: number, height: number): Histogram {
  const counts = new Float64Array(256);
  const across = Math.max(1, Math.floor(width * BORDER));
  const down = Math.max(1, Math.floor(height * BORDER));
  for (let y = 0; y < height; y++) {
    const isInside = y >= down && y < height - down;
    for (let x = 0; x < width; x++) {
      if (isInside && x === across && width > 2 * across) x = width - across;
      counts[grey[y * width + x]]++;
    }
  }
  return counts;
}

/** How many pixels are each distance away from a level. */
function fold(counts: Histogram, level: number, side: 'darker' | 'lighter' | 'both'): Histogram {
  const distances = new Float64Array(256);
  for (let i = 0; i < counts.length; i++) {
    if ((i > level && side === 'darker') || (i < level && side === 'lighter')) continue;
    distances[Math.abs(i - level)] += counts[i];
  }
  return distances;
}

function median(counts: Histogram): number {
  const half = total(counts) / 2;
  let below = 0;
  let level = 0;
  while (below + counts[level] < half) below += counts[level++];
  return level;
}

function total(counts: Histogram): number {
  return counts.reduce((sum, count) => sum + count);
}

/** Σ distance · pixels */
function moment(distances: Histogram): number {
  return distances.reduce((sum, count, distance) => sum + distance * count, 0);
}

/** The distance that only the outliers among the pixels beyond `noise` exceed; at most `most`, or that if near to it. */
function fullInk(distances: Histogram, noise: number, most: number): number {
  let inked = 0;
  for (let distance = noise + 1; distance < distances.length; distance++) inked += distances[distance];
  let beyond = 0;
  let distance = 255;
  while (distance > noise && beyond + distances[distance] <= OUTLIERS * inked) beyond += distances[distance--];
  return distance > NEARLY * most ? most : distance;
}
