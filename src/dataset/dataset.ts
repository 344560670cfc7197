/** One split (training or test) of a dataset. */
export interface Split {
  /** [count · rows · columns] bytes, row by row; 0 is background. */
  readonly images: Uint8Array;
  /** [count] class numbers. */
  readonly labels: Uint8Array;
  readonly count: number;
}

/** Image size and number of classes. */
export interface DatasetShape {
  /** Both sides are 1 … MOST_SIDE pixels. */
  readonly rows: number;
  readonly columns: number;
  /** Number of classes, 2 … 256. Labels are 0 … classes − 1. */
  readonly classes: number;
}

/** Images may be at most 64×64. */
export const MOST_SIDE = 64;

/** Description of a dataset, without images and labels. */
export interface AboutDataset extends DatasetShape {
  /** Its name in the catalogue, such as `mnist`. */
  readonly name: string;
  /** SHA-256 (hex) of each unpacked IDX file, by its name without `.gz`. */
  readonly hashes: Readonly<Record<string, string>>;
  /** Names of the classes, if they are not just numbers. */
  readonly classNames?: readonly string[];
}

/** A dataset's test images with their labels. */
export interface TestSet extends AboutDataset {
  readonly test: Split;
}

/** A test set together with training images of the same size. A run records the hashes of all four files. */
export interface Dataset extends TestSet {
  readonly train: Split;
}
