import { z } from 'zod';

const count = z.int().min(0);
const norm = z.number().min(0);
const share = z.number().min(0).max(1);

/** Units of a hidden layer that let no gradient through, over the images of a `sample`. */
const units = z.object({
  /** ReLU units whose output is 0 for every image. */
  dead: count,
  /** Units whose slope is below a twentieth of the steepest for at least 95 % of the images. */
  saturated: count,
  /** Outputs at such a slope, of all units and images. */
  flat: share,
});

const layer = z.object({
  /** Affine1, Affine2 … */
  name: z.string(),
  inputs: count,
  outputs: count,
  /** Norms of W: before the first update, at the end, of its gradient at the end, of its last update. */
  startWeights: norm,
  weights: norm,
  gradient: norm,
  update: norm,
  /** Absent in the last layer, which has no activation. */
  units: z.object({ start: units, end: units }).optional(),
});

/** What is measured of a run before its first update. A checkpoint keeps it: a resumed run may not find its first parameters. */
export const startFacts = z.object({
  /** Of the sample. */
  loss: norm,
  /** Norms of W1, W2 … */
  weights: z.record(z.string(), norm),
  /** Of each hidden layer. */
  units: z.array(units),
});

/** What is measured of a finished run to tell whether it was healthy. Equal runs have equal facts. */
export const healthFacts = z.object({
  /** Loss and accuracy of a net that says the same of every image: ln K and 1/K for K classes. */
  chance: z.object({ loss: norm, accuracy: share }),
  accuracy: z.object({ train: share, unseen: share }),
  loss: z.object({
    /** Of the sample, before the first update. */
    start: norm,
    /** Of the sample, at the end. */
    end: norm,
    /** The mean of the last losses in `loss.csv`, each 2 % less weighty than the next, and the lowest such mean. */
    recent: norm,
    lowest: norm,
    /** The first update whose loss was 1.5 times the loss at the start, or that of chance if that is more. */
    departedAt: count.nullable(),
  }),
  iterations: count,
  /** What the nearest class mean of so many images says of as many others: the labels alone, whatever the net. */
  labels: z.object({ images: count, nearestMean: share }),
  /** The cosine between the gradients of two halves of the sample, −1 … 1: near 1 while there is a way to go. */
  agreement: z.number().min(-1).max(1),
  layers: z.array(layer),
});

export type HealthFacts = z.output<typeof healthFacts>;
export type StartFacts = z.output<typeof startFacts>;
export type UnitFacts = z.output<typeof units>;
