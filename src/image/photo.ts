import { shrunk, smoothed } from './grey.js';
import { paperOf } from './paper.js';
import type { Grey, Ink } from './picture.js';
import { piecesOf } from './pieces.js';

/** Pixels along the longer side that are enough: 24 times those of MNIST's box, so that a small digit has enough, too. */
const ENOUGH = 480;

/** A stroke is narrower than this share of the shorter side. */
const WIDEST = 0.25;

/** Added to both levels of a contrast, so that the noise of black does not count. */
const DARK = 8;

/** Contrasts that may part ink from paper. */
const THRESHOLDS = [0.08, 0.11, 0.15, 0.2, 0.26, 0.33, 0.41, 0.5, 0.6, 0.7];

/**
 * Light ink needs an outline stronger by this factor than dark ink has: paper between dark things looks like light ink.
 * Measured on photographs of both kinds: at most 0.9 for dark ink, at least 2.7 for chalk.
 */
const LIGHT = 1.7;

/**
 * A photograph whose strongest outline is less is of blank paper. Measured on 180 photographs: at least 8.3 with a digit,
 * at most 5.2 without one, and there below 4 on 79 of 80.
 */
const LEAST = 4;

/**
 * A piece thicker than this share of its length is no stroke, but paper between dark things, or a shadow. It counts less by
 * this factor, and not nothing: a blackened field is to be seen.
 */
const THICK = { share: 0.25, factor: 0.1 };

/** Pieces with an outline this much weaker than that of the main one are edges of shadows, printed lines, dirt. */
const WEAK = 0.05;

/** Full ink is what this share of the main piece exceeds; less than the other share of it is paper. */
const FULL = 0.25;
const PAPER = 0.2;

/** Pixels around a piece that may have a part of its edge. */
const EDGE = 2;

/** Contrasts of a picture to its paper, and what stands out. */
interface Found {
  readonly contrast: Float32Array;
  /** For each pixel the number of its piece, or 0. */
  readonly numbers: Int32Array;
  /** How strong the outline of each piece is; 0 for one that touches the edge of the picture. */
  readonly strengths: Float64Array;
  /** The strongest of them. */
  readonly most: number;
}

/**
 * The ink of a photograph: the light that falls on the paper is estimated and divided out, and the threshold is the one
 * whose main piece has the sharpest and longest outline. Smaller than the photograph if that is large. Undefined when
 * nothing stands out.
 */
export function inkOfPhoto(photo: Grey): Ink | undefined {
  const grey = smoothed(shrunk(photo, Math.ceil(Math.max(photo.width, photo.height) / ENOUGH)));
  const dark = find(grey, false);
  const light = find(grey, true);
  const isLight = light.most > LIGHT * dark.most;
  const { contrast, numbers, strengths, most } = isLight ? light : dark;
  if (most < LEAST) return undefined;

  const { width, height } = grey;
  const cover = isLight ? contrast.map((c) => 1 / (1 - c) - 1) : contrast;
  const main = strengths.indexOf(most);
  const inked = cover.filter((_, i) => numbers[i] === main).sort();
  const full = inked[Math.floor((1 - FULL) * inked.length)];
  const data = new Float32Array(width * height);
  for (const [i, number] of numbers.entries()) {
    if (strengths[number] <= WEAK * most) continue;
    const x = i % width;
    const y = (i - x) / width;
    for (let v = Math.max(0, y - EDGE); v <= Math.min(height - 1, y + EDGE); v++) {
      for (let u = Math.max(0, x - EDGE); u <= Math.min(width - 1, x + EDGE); u++) {
        const at = v * width + u;
        data[at] = Math.min(1, Math.max(0, (cover[at] / full - PAPER) / (1 - PAPER)));
      }
    }
  }
  return { width, height, data };
}

/** What stands out from the paper, at the best threshold. */
function find(grey: Grey, isLight: boolean): Found {
  const { width, height } = grey;
  const contrast = contrastOf(grey, isLight);
  let found: Found = { contrast, numbers: new Int32Array(0), strengths: new Float64Array(1), most: 0 };
  for (const threshold of THRESHOLDS) {
    const { pieces, numbers } = piecesOf(contrast, width, height, threshold);
    const { strengths, thickness } = outlines(grey, numbers, pieces.length, isLight);
    for (const { number, left, top, right, bottom } of pieces) {
      const longest = Math.max(right - left, bottom - top) + 1;
      if (thickness[number] > THICK.share * longest) strengths[number] *= THICK.factor;
      if (left === 0 || top === 0 || right === width - 1 || bottom === height - 1) strengths[number] = 0;
    }
    const most = strengths.reduce((a, b) => Math.max(a, b));
    if (most > found.most) found = { contrast, numbers, strengths, most };
  }
  return found;
}

/** 1 − darker / lighter, of each pixel and the paper behind it, less what is noise in half of the pixels. */
function contrastOf({ width, height, data }: Grey, isLight: boolean): Float32Array {
  const radius = Math.max(2, Math.round((WIDEST * Math.min(width, height)) / 2));
  const seen = isLight ? data.map((level) => 255 - level) : data;
  const paper = paperOf({ width, height, data: seen }, radius).data;
  const contrast = Float32Array.from(seen, (level, i) =>
    isLight ? 1 - (255 - paper[i] + DARK) / (255 - level + DARK) : 1 - (level + DARK) / (paper[i] + DARK),
  );
  const noise = contrast.toSorted()[contrast.length >> 1];
  return contrast.map((c) => Math.max(0, c - noise));
}

/**
 * How thick each piece is, and how strong its outline: the mean contrast across its outline, squared, times the outline's length: large for a stroke, sharp all
 * along; small for a shadow, and for paper between other things, where a part of the outline is no edge.
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
        sums[number] += (isLight ? inside - outside : outside - inside) / (Math.max(inside, outside) + DARK);
      }
    }
  }
  return {
    strengths: sums.map((sum, i) => (sum > 0 ? sum ** 2 / lengths[i] : 0)),
    thickness: areas.map((area, i) => (2 * area) / Math.max(1, lengths[i])),
  };
}
