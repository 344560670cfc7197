import type { View } from '../image/views/views.js';
import type { Architecture } from '../network/network.js';
import type { StoredArray } from '../network/stored-arrays.js';
import type { Metrics } from '../training/evaluation/metrics.js';
import type { Spread } from '../training/evaluation/spread.js';
import type { HealthFacts } from '../training/health/facts.js';
import type { Diagnosis } from './diagnoses.js';

/** The data of the report page as JSON. Arrays of numbers are little-endian bytes in base64. */
export interface ReportData {
  readonly program: string;
  /** Commands that repeat the run (if its config is known) and make the page (unless the run makes it). */
  readonly commands: readonly string[];
  readonly dataset: { readonly name: string; readonly rows: number; readonly columns: number };
  readonly model: {
    readonly name: string;
    readonly architecture: Architecture;
    readonly classes: readonly string[];
    /** How images are preprocessed for the net; the images in the page are the originals. */
    readonly view?: View;
    /** As in `model.json`: the config, and the results of the run. */
    readonly training: Readonly<Record<string, unknown>>;
    readonly parameters: Readonly<Record<string, StoredArray>>;
  };
  readonly metrics: Metrics;
  /** Absent if the outputs are not probabilities. */
  readonly calibration?: Calibration;
  /** Measurements of the run and its likely problem; absent without a run.json beside the model. */
  readonly health?: { readonly facts: HealthFacts; readonly diagnosis?: Diagnosis | undefined };
  readonly images: ChosenImages;
  /** How strongly each unit of the first hidden layer affects the next layer; empty without hidden layers. */
  readonly unitImportance: readonly number[];
  readonly runs: readonly RunCurves[];
  /** For a committee; `model` then describes the committee and has no parameters. */
  readonly committee?: CommitteeData;
  /** The progress of a live run (`--live`); absent from other reports, and once the run has finished. */
  readonly live?: LiveState;
}

/** The nets of a committee, and where they disagree. */
export interface CommitteeData {
  readonly members: readonly Member[];
  /** Groups of two or more members that differ only in the seed; `name` is the name without the seed. */
  readonly groups: readonly { readonly name: string; readonly size: number; readonly accuracy: Spread }[];
  /** agreement[i][j]: the fraction of test images for which members i and j predict the same class. */
  readonly agreement: readonly (readonly number[])[];
  /** byRight[m]: how many images exactly m members get right, and how many of these the committee gets right. */
  readonly byRight: readonly { readonly images: number; readonly together: number }[];
  /** One byte for each image of the page and each member, image by image: the predicted class. */
  readonly answers: string;
  /** How many test images members disagree on. */
  readonly disputes: number;
  /** Images that members disagree on, the most disputed first: indices into the lists of `images`. */
  readonly disputed: readonly number[];
}

export interface Member {
  readonly name: string;
  readonly architecture: Architecture;
  readonly view?: View;
  readonly accuracy: number;
  /** Number of test images that the member gets wrong. */
  readonly wrong: number;
  /** Number of these that the committee gets right. */
  readonly corrected: number;
  /** Number of test images that the member gets right and the committee gets wrong. */
  readonly outvoted: number;
  /** Absent if the members have too many parameters for a page. */
  readonly parameters?: Readonly<Record<string, StoredArray>>;
}

/** The progress of a live run. */
export interface LiveState {
  /** Increases with each state. */
  readonly version: number;
  /** `stopped`: the run ended without a result. */
  readonly status: 'running' | 'interrupted' | 'failed' | 'stopped';
  /** Updates so far, of `iterations`. */
  readonly done: number;
  readonly iterations: number;
  /** The images that the net is evaluated on. */
  readonly images: RunCurves['monitored'];
}

/** How well predicted probabilities match the accuracy. */
export interface Calibration {
  /** Bins of equal width over the probability of the predicted class. */
  readonly bins: readonly { readonly count: number; readonly confidence: number; readonly accuracy: number }[];
  /** The expected calibration error: Σ (count / N) · |accuracy − confidence|. */
  readonly error: number;
}

/** Some of the test images; `index`, `label` and `predicted` have equal lengths. */
export interface ChosenImages {
  /** Each image's index in the test set. */
  readonly index: readonly number[];
  readonly label: readonly number[];
  readonly predicted: readonly number[];
  /** Bytes: rows · columns for each image. */
  readonly pixels: string;
  /** Indices into these lists: the mistakes with the largest outputs, the largest first. */
  readonly mistakes: readonly number[];
  /** Indices into these lists: images for the section on the forward pass. */
  readonly followed: readonly number[];
}

/** The curves in a run's CSV files. */
export interface RunCurves {
  readonly name: string;
  /** Each point is the mean of `batches` batches, to keep the page small. */
  readonly loss: { readonly batches: number; readonly iterations: string; readonly values: string };
  readonly accuracy: readonly {
    readonly iteration: number;
    readonly train: number;
    readonly test: number;
  }[];
  /** The split whose accuracy is in `test`. */
  readonly monitored: 'test' | 'validation';
}
