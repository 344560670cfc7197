import { z } from 'zod';

const count = z.int().min(0);
const norm = z.number().min(0);
const share = z.number().min(0).max(1);

/** Units of a hidden layer that pass hardly any gradient, measured on a sample of images. */
const units = z.object({
  /** ReLU units whose output is 0 for every image. */
  dead: count,
  /** Units whose slope is below 5 % of the steepest slope for at least 95 % of the images. */
  saturated: count,
  /** Fraction of outputs with a slope below 5 % of the steepest, over all units and images. */
  flat: share,
});

const layer = z.object({
  /** Affine1, Affine2 … */
  name: z.string(),
  inputs: count,
  outputs: count,
  /** Norms: of W before the first update, of W, its gradient and its last update at the end. */
  startWeights: norm,
  weights: norm,
  gradient: norm,
  update: norm,
  /** Absent in the last layer, which has no activation. */
  units: z.object({ start: units, end: units }).optional(),
});

/** Measurements before the first update. Checkpoints keep them, since a resumed run no longer has its initial parameters. */
export const startFacts = z.object({
  /** The loss of the sample. */
  loss: norm,
  /** Norms of W1, b1, W2, b2 … */
  weights: z.record(z.string(), norm),
  /** The units of each hidden layer. */
  units: z.array(units),
});

/** Measurements of a finished run, for its diagnosis. Equal runs have equal facts. */
export const healthFacts = z.object({
  /** Loss and accuracy of guessing among K classes: ln K, or (1 − 1/K) / 2K for squared errors; 1/K. */
  chance: z.object({ loss: norm, accuracy: share }),
  accuracy: z.object({ train: share, unseen: share }),
  loss: z.object({
    /** The loss of the sample before the first update, with weight decay. */
    start: norm,
    /** The loss of the sample at the end, without weight decay: that of the saved net. */
    end: norm,
    /** The exponential moving average (2 % per update) of the losses in `loss.csv` at the end, and its lowest value. */
    recent: norm,
    lowest: norm,
    /** The first update whose loss was over 1.5 times the larger of the loss at the start and the loss of guessing. */
    departedAt: count.nullable(),
  }),
  iterations: count,
  /** Accuracy of the nearest-mean classifier, learnt from `images` images and tested on as many: a check of the labels. */
  labels: z.object({ images: count, nearestMean: share }),
  /** The cosine between the gradients of the two halves of the sample, −1 … 1: near 1 while training still makes progress. */
  agreement: z.number().min(-1).max(1),
  layers: z.array(layer),
});

/** Measurements of a finished run, from which diagnoses are made. */
export type HealthFacts = z.output<typeof healthFacts>;
export type StartFacts = z.output<typeof startFacts>;
export type UnitFacts = z.output<typeof units>;
