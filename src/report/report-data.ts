import type { View } from '../image/views/views.js';
import type { Architecture } from '../network/network.js';
import type { StoredArray } from '../network/stored-arrays.js';
import type { Metrics } from '../training/evaluation/metrics.js';
import type { Spread } from '../training/evaluation/spread.js';
import type { HealthFacts } from '../training/health/facts.js';
import type { Diagnosis } from './diagnoses.js';

/** The data of the report page, as JSON: arrays of numbers are base64 of their little-endian bytes. */
export interface ReportData {
  readonly program: string;
  /** What repeats the run, if its config is known, and then the page, if the run does not make it. */
  readonly commands: readonly string[];
  readonly dataset: { readonly name: string; readonly rows: number; readonly columns: number };
  readonly model: {
    readonly name: string;
    readonly architecture: Architecture;
    readonly classes: readonly string[];
    /** How an image is set up before the net is shown it; those in the page are as they are. */
    readonly view?: View;
    /** As in `model.json`: the config, and the results of the run. */
    readonly training: Readonly<Record<string, unknown>>;
    readonly parameters: Readonly<Record<string, StoredArray>>;
  };
  readonly metrics: Metrics;
  /** Absent if the outputs are not probabilities. */
  readonly calibration?: Calibration;
  /** What was measured of the run, and what is likely wrong with it; absent if the model's folder does not tell. */
  readonly health?: { readonly facts: HealthFacts; readonly diagnosis?: Diagnosis | undefined };
  readonly images: ChosenImages;
  /** How much each unit of the first hidden layer moves the scores; empty without hidden layers. */
  readonly unitImportance: readonly number[];
  readonly runs: readonly RunCurves[];
  /** Of several nets that answer together: `model` is the committee, which has no parameters of its own. */
  readonly committee?: CommitteeData;
  /** How far the run is that this report follows (`--live`); absent from all others, and once the run is finished. */
  readonly live?: LiveState;
}

/** The nets of a committee, and where they differ. */
export interface CommitteeData {
  readonly members: readonly Member[];
  /** Members that differ only in the seed, where there are several, by the name that they share. */
  readonly groups: readonly { readonly name: string; readonly size: number; readonly accuracy: Spread }[];
  /** agreement[i][j]: the share of the test images of which both say the same. */
  readonly agreement: readonly (readonly number[])[];
  /** byRight[m]: the images that m members have right, and how many of these the committee has. */
  readonly byRight: readonly { readonly images: number; readonly together: number }[];
  /** Bytes: the class that each member says, image by image of the page. */
  readonly answers: string;
  /** The test images of which not all say the same. */
  readonly disputes: number;
  /** Some of them, the most disputed first: places in the lists of `images`. */
  readonly disputed: readonly number[];
}

export interface Member {
  readonly name: string;
  readonly architecture: Architecture;
  readonly view?: View;
  readonly accuracy: number;
  /** Test images that it has wrong. */
  readonly wrong: number;
  /** Those of them that the committee has right. */
  readonly corrected: number;
  /** Those that it has right and the committee wrong. */
  readonly outvoted: number;
  /** Absent if all members together have too many. */
  readonly parameters?: Readonly<Record<string, StoredArray>>;
}

/** A moment of a run. */
export interface LiveState {
  /** A larger number for every newer one. */
  readonly version: number;
  /** `stopped`: it left no result. */
  readonly status: 'running' | 'interrupted' | 'failed' | 'stopped';
  /** Updates so far, and in all. */
  readonly done: number;
  readonly iterations: number;
  /** The images that the net is shown. */
  readonly images: RunCurves['unseen'];
}

/** How often the net is right when it claims a certain probability. */
export interface Calibration {
  /** Bins of equal width over the probability of the predicted class. */
  readonly bins: readonly { readonly count: number; readonly confidence: number; readonly accuracy: number }[];
  /** The expected calibration error: Σ (count / N) · |accuracy − confidence|. */
  readonly error: number;
}

/** Some of the test images; the first three lists have one length. */
export interface ChosenImages {
  /** The number of each in the test set, from 0. */
  readonly index: readonly number[];
  readonly label: readonly number[];
  readonly predicted: readonly number[];
  /** Bytes, rows · columns for each image. */
  readonly pixels: string;
  /** Places in these lists: the mistakes with the largest outputs, the largest first. */
  readonly mistakes: readonly number[];
  /** Places in these lists: a few to follow through the net. */
  readonly followed: readonly number[];
}

/** The content of a run's CSV files. */
export interface RunCurves {
  readonly name: string;
  /** Each point is the mean of `batches` batches, which keeps the page small. */
  readonly loss: { readonly batches: number; readonly iterations: string; readonly values: string };
  readonly accuracy: readonly {
    readonly iteration: number;
    readonly train: number;
    readonly test: number;
  }[];
  /** The images whose accuracy is in `test`. */
  readonly unseen: 'test' | 'validation';
}
