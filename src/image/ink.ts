import { greyOver } from './grey.js';
import { inkOfPhoto } from './photo.js';
import type { Grey, Ink, Rgba } from './picture.js';

export type { Ink, Rgba } from './picture.js';

/** Width of a picture's border as a fraction of its sides; at least one pixel. Thin frames are narrower. */
const BORDER = 1 / 16;

/** Distance from the paper level, in median absolute deviations, that still counts as noise (all but 0.7 % of Gaussian noise). */
const NOISE_DEVIATIONS = 4;

/** Minimum difference of grey levels between paper and ink; otherwise the picture is blank. */
const MIN_CONTRAST = 24;

/** This fraction of the darkest ink is ignored: hot pixels and specks. */
const OUTLIERS = 0.01;

/** Smaller pictures are not treated as photographs. */
const MIN_PHOTO_SIDE = 40;

/** The border has one level if this fraction of it is close to the median; allows for rounding and JPEG artefacts. */
const FLAT_SHARE = 2 / 3;
const LEVEL_TOLERANCE = 2;

/** A contrast above this fraction of the maximum is not stretched, so that images of MNIST stay unchanged. */
const NEAR_FULL = 0.95;

/**
 * Extracts the ink of a picture. The paper level is the median of the border; ink is darker than paper, or lighter if
 * there is more of that. The contrast is stretched to 0 … 1. If the border has several levels, as in a photograph, uneven
 * light and grain are removed. A blank picture gives zeros.
 */
export function inkOf(picture: Rgba): Ink {
  const onWhite = greyOver(255, picture);
  if (isPhoto(onWhite)) return inkOfPhoto(onWhite) ?? blank(picture);
  // The second case is white ink on a transparent background.
  return inkOfGrey(onWhite) ?? inkOfGrey(greyOver(0, picture)) ?? blank(picture);
}

function blank({ width, height }: Rgba): Ink {
  return { width, height, data: new Uint8Array(width * height) };
}

/** Whether uneven light or paper grain is visible. Drawings made on a computer have a border of one level. */
function isPhoto({ width, height, data }: Grey): boolean {
  if (Math.min(width, height) < MIN_PHOTO_SIDE) return false;
  const border = borderHistogram(data, width, height);
  const paper = median(border);
  return (
    total(border.slice(Math.max(0, paper - LEVEL_TOLERANCE), paper + LEVEL_TOLERANCE + 1)) < FLAT_SHARE * total(border)
  );
}

function inkOfGrey({ width, height, data: grey }: Grey): Ink | undefined {
  const levels = histogram(grey);
  const border = borderHistogram(grey, width, height);
  const paper = median(border);
  const noise = NOISE_DEVIATIONS * median(distancesFrom(border, paper, 'both'));
  const darker = distancesFrom(levels, paper, 'darker');
  const lighter = distancesFrom(levels, paper, 'lighter');
  const isDark = moment(darker) >= moment(lighter);
  const full = fullInk(isDark ? darker : lighter, noise, isDark ? paper : 255 - paper);
  if (full - noise < MIN_CONTRAST) return undefined;

  const ink = Float32Array.from(levels, (_, level) => {
    const distance = isDark ? paper - level : level - paper;
    return Math.min(1, Math.max(0, (distance - noise) / (full - noise)));
  });
  const data = new Float32Array(grey.length);
  for (let i = 0; i < data.length; i++) data[i] = ink[grey[i]];
  return { width, height, data };
}

/** Number of pixels with each of the 256 levels. */
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

/** Number of pixels at each distance from a level. */
function distancesFrom(counts: Histogram, level: number, side: 'darker' | 'lighter' | 'both'): Histogram {
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

/** The distance of full ink, ignoring outliers; or `most`, the largest possible distance, if it is close to that. */
function fullInk(distances: Histogram, noise: number, most: number): number {
  let inked = 0;
  for (let distance = noise + 1; distance < distances.length; distance++) inked += distances[distance];
  let beyond = 0;
  let distance = 255;
  while (distance > noise && beyond + distances[distance] <= OUTLIERS * inked) beyond += distances[distance--];
  return distance > NEAR_FULL * most ? most : distance;
}
