/** One half of a dataset, as its IDX files hold it. */
export interface Split {
  /** count · rows · columns bytes, image by image, row by row; 0 is background. */
  readonly images: Uint8Array;
  /** count class numbers. */
  readonly labels: Uint8Array;
  readonly count: number;
}

/** Training and test images of one size, with their labels. */
export interface Dataset {
  /** The catalogue's name, such as `mnist`. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** How many classes there are; labels are 0 … classes − 1. */
  readonly classes: number;
  readonly train: Split;
  readonly test: Split;
  /** SHA-256 (hex) of each unpacked IDX file, by file name without `.gz`; a run records what it saw. */
  readonly hashes: Readonly<Record<string, string>>;
}
