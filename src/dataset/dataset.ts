/** One half of a dataset, as its IDX files hold it. */
export interface Split {
  /** count · rows · columns bytes, image by image, row by row; 0 is background. */
  readonly images: Uint8Array;
  /** count class numbers. */
  readonly labels: Uint8Array;
  readonly count: number;
}

/** What there is to know of a dataset but its images and labels. */
export interface AboutDataset {
  /** The catalogue's name, such as `mnist`. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** How many classes there are; labels are 0 … classes − 1. */
  readonly classes: number;
  /** SHA-256 (hex) of the unpacked IDX file of each split's images and labels, by its name without `.gz`. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** The half that a net is judged by: images of one size, with their labels. */
export interface TestSet extends AboutDataset {
  readonly test: Split;
}

/** A test set and the half that a net learns from, of images of the same size; a run records the hashes of all four files. */
export interface Dataset extends TestSet {
  readonly train: Split;
}
