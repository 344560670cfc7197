/** One half of a dataset, as its IDX files hold it. */
export interface Split {
  /** count · rows · columns bytes, image by image, row by row; 0 is background. */
  readonly images: Uint8Array;
  /** count class numbers. */
  readonly labels: Uint8Array;
  readonly count: number;
}

/** The size of every image, and the number of classes. */
export interface DatasetShape {
  /** 1 … MOST_SIDE pixels, as columns. */
  readonly rows: number;
  readonly columns: number;
  /** 2 … 256; labels are 0 … classes − 1. */
  readonly classes: number;
}

/** The largest image a net can be trained on is 64×64. */
export const MOST_SIDE = 64;

/** A dataset without its images and labels. */
export interface AboutDataset extends DatasetShape {
  /** Its name in the table of datasets, such as `mnist`. */
  readonly name: string;
  /** SHA-256 (hex) of the unpacked IDX file of each split's images and labels, by its name without `.gz`. */
  readonly hashes: Readonly<Record<string, string>>;
  /** What the classes are called, if not by their numbers. */
  readonly classNames?: readonly string[];
}

/** The half that a net is judged by: images of one size, with their labels. */
export interface TestSet extends AboutDataset {
  readonly test: Split;
}

/** A test set and the half that a net learns from, of images of the same size; a run records the hashes of all four files. */
export interface Dataset extends TestSet {
  readonly train: Split;
}
