import type { Architecture } from '../network/network.js';
import type { StoredArray } from '../network/stored-arrays.js';
import type { Metrics } from '../training/evaluation/metrics.js';

/** All that the report page is made from; JSON, so arrays of numbers are base64 of their little-endian bytes. */
export interface ReportData {
  readonly program: string;
  /** What repeats the run, and this page. */
  readonly commands: { readonly train: string; readonly report: string };
  readonly dataset: { readonly name: string; readonly rows: number; readonly columns: number };
  readonly model: {
    readonly name: string;
    readonly architecture: Architecture;
    /** What each class is called. */
    readonly classes: readonly string[];
    /** As in `model.json`: the config, and what the run came to. */
    readonly training: Readonly<Record<string, unknown>>;
    readonly parameters: Readonly<Record<string, StoredArray>>;
  };
  readonly metrics: Metrics;
  readonly calibration: Calibration;
  readonly images: ChosenImages;
  /** How far each unit of the first hidden layer moves the scores; empty where there is none. */
  readonly unitImportance: readonly number[];
  readonly runs: readonly RunCurves[];
}

/** How often the net is right where it says that it is so and so sure. */
export interface Calibration {
  /** Bins of equal width over the probability of the predicted class. */
  readonly bins: readonly { readonly count: number; readonly confidence: number; readonly accuracy: number }[];
  /** The expected calibration error: Σ (count / N) · |accuracy − confidence|. */
  readonly error: number;
}

/** Some of the test images; the lists are of one length. */
export interface ChosenImages {
  /** Where each stands in the test set, from 0. */
  readonly index: readonly number[];
  readonly label: readonly number[];
  readonly predicted: readonly number[];
  /** Bytes, rows · columns for each image. */
  readonly pixels: string;
  /** Places in these lists: the most confident mistakes, the most confident first. */
  readonly mistakes: readonly number[];
  /** Likewise: a few to be followed through the net. */
  readonly followed: readonly number[];
}

/** What the CSV files of a run's folder hold. */
export interface RunCurves {
  readonly name: string;
  /** Each point is the mean of `batches` batches, as many as keep the page small. */
  readonly loss: { readonly batches: number; readonly iterations: string; readonly values: string };
  readonly accuracy: readonly {
    readonly iteration: number;
    readonly train: number;
    readonly test: number;
  }[];
  /** Which images `test` is of. */
  readonly unseen: 'test' | 'validation';
}
