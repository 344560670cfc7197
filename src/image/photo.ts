import { shrunk, smoothed } from './grey.js';
import { paperOf } from './paper.js';
import type { Grey, Ink } from './picture.js';
import { piecesOf } from './pieces.js';

/** Pixels along the longer side after downscaling: 24 times MNIST's box, so that even a small digit has enough pixels. */
const WORKING_SIZE = 480;

/** Upper limit for the width of a stroke, as a fraction of the picture's shorter side. */
const MAX_STROKE = 0.25;

/** Added to both levels of a contrast, so that noise in black areas has little effect. */
const NOISE_OFFSET = 8;

/** Contrast thresholds to try for separating ink from paper. */
const THRESHOLDS = [0.08, 0.11, 0.15, 0.2, 0.26, 0.33, 0.41, 0.5, 0.6, 0.7];

/**
 * Light ink must have an outline stronger than dark ink by this factor, because paper between dark objects resembles light
 * ink. Ratios measured on photographs: at most 0.9 for dark ink, at least 2.7 for chalk.
 */
const LIGHT_FACTOR = 1.7;

/**
 * Minimum strength of an outline; otherwise the paper is blank. Measured on 180 photographs: at least 8.3 with a digit, at
 * most 5.2 without one (below 4 on 79 of 80).
 */
const MIN_STRENGTH = 4;

/**
 * A piece thicker than this fraction of its length is probably paper between dark objects, or a shadow. Its strength is
 * multiplied by this factor, but not by 0, so that a filled area is still found.
 */
const THICK = { share: 0.25, factor: 0.1 };

/** Pieces whose outline is weaker than this fraction of the main one are ignored: shadows, printed lines, dirt. */
const MIN_RELATIVE_STRENGTH = 0.05;

/** This fraction of the main piece is at least full ink; contrasts below PAPER_CONTRAST of full ink are paper. */
const FULL_INK_SHARE = 0.25;
const PAPER_CONTRAST = 0.2;

/** Number of pixels around a piece that may still contain its blurred edge. */
const EDGE_WIDTH = 2;

/** Contrast of a picture to its paper, and the pieces found in it. */
interface Segmentation {
  readonly contrast: Float32Array;
  /** The number of each pixel's piece, or 0. */
  readonly numbers: Int32Array;
  /** Outline strength of each piece; 0 if it touches the edge of the picture. */
  readonly strengths: Float64Array;
  readonly most: number;
}

/**
 * Extracts the ink of a photograph. Estimates the light on the paper and divides it out, then chooses the threshold that
 * gives the main piece the sharpest and longest outline. Large photographs are scaled down. Undefined if nothing stands
 * out.
 */
export function inkOfPhoto(photo: Grey): Ink | undefined {
  const grey = smoothed(shrunk(photo, Math.ceil(Math.max(photo.width, photo.height) / WORKING_SIZE)));
  const dark = segment(grey, false);
  const light = segment(grey, true);
  const isLight = light.most > LIGHT_FACTOR * dark.most;
  const { contrast, numbers, strengths, most } = isLight ? light : dark;
  if (most < MIN_STRENGTH) return undefined;

  const { width, height } = grey;
  const cover = isLight ? contrast.map((c) => 1 / (1 - c) - 1) : contrast;
  const main = strengths.indexOf(most);
  const inked = cover.filter((_, i) => numbers[i] === main).sort();
  const full = inked[Math.floor((1 - FULL_INK_SHARE) * inked.length)];
  const data = new Float32Array(width * height);
  for (const [i, number] of numbers.entries()) {
    if (strengths[number] <= MIN_RELATIVE_STRENGTH * most) continue;
    const x = i % width;
    const y = (i - x) / width;
    for (let v = Math.max(0, y - EDGE_WIDTH); v <= Math.min(height - 1, y + EDGE_WIDTH); v++) {
      for (let u = Math.max(0, x - EDGE_WIDTH); u <= Math.min(width - 1, x + EDGE_WIDTH); u++) {
        const at = v * width + u;
        data[at] = Math.min(1, Math.max(0, (cover[at] / full - PAPER_CONTRAST) / (1 - PAPER_CONTRAST)));
      }
    }
  }
  return { width, height, data };
}

/** Separates ink from paper with the best threshold. */
function segment(grey: Grey, isLight: boolean): Segmentation {
  const { width, height } = grey;
  const contrast = contrastOf(grey, isLight);
  let best: Segmentation = { contrast, numbers: new Int32Array(0), strengths: new Float64Array(1), most: 0 };
  for (const threshold of THRESHOLDS) {
    const { pieces, numbers } = piecesOf(contrast, width, height, threshold);
    const { strengths, thickness } = outlines(grey, numbers, pieces.length, isLight);
    for (const { number, left, top, right, bottom } of pieces) {
      const longest = Math.max(right - left, bottom - top) + 1;
      if (thickness[number] > THICK.share * longest) strengths[number] *= THICK.factor;
      if (left === 0 || top === 0 || right === width - 1 || bottom === height - 1) strengths[number] = 0;
    }
    const most = strengths.reduce((a, b) => Math.max(a, b));
    if (most > best.most) best = { contrast, numbers, strengths, most };
  }
  return best;
}

/** 1 − darker / lighter, for each pixel and the paper behind it, minus the median contrast as noise. */
function contrastOf({ width, height, data }: Grey, isLight: boolean): Float32Array {
  const radius = Math.max(2, Math.round((MAX_STROKE * Math.min(width, height)) / 2));
  const seen = isLight ? data.map((level) => 255 - level) : data;
  const paper = paperOf({ width, height, data: seen }, radius).data;
  const contrast = Float32Array.from(seen, (level, i) =>
    isLight
      ? 1 - (255 - paper[i] + NOISE_OFFSET) / (255 - level + NOISE_OFFSET)
      : 1 - (level + NOISE_OFFSET) / (paper[i] + NOISE_OFFSET),
  );
  const noise = contrast.toSorted()[contrast.length >> 1];
  return contrast.map((c) => Math.max(0, c - noise));
}

/**
 * Thickness and outline strength of each piece. Strength is the squared mean contrast across the outline, times
 * the length of the outline: large for a stroke, which is sharp everywhere; small for a shadow or for paper between objects.
 */
function outlines({ width, height, data }: Grey, numbers: Int32Array, count: number, isLight: boolean) {
  const areas = new Float64Array(count + 1);
  const lengths = new Float64Array(count + 1);
  const sums = new Float64Array(count + 1);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const number = numbers[at];
      if (number === 0) continue;
      areas[number]++;
      for (const step of [1, -1, width, -width]) {
        if (numbers[at + step] === number) continue;
        const [inside, outside] = [data[at - step], data[at + step]];
        lengths[number]++;
        sums[number] += (isLight ? inside - outside : outside - inside) / (Math.max(inside, outside) + NOISE_OFFSET);
      }
    }
  }
  return {
    strengths: sums.map((sum, i) => (sum > 0 ? sum ** 2 / lengths[i] : 0)),
    thickness: areas.map((area, i) => (2 * area) / Math.max(1, lengths[i])),
  };
}
