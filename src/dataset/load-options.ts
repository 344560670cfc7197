import type { Deadlines } from './download/deadlines.js';

/** Where a dataset comes from, how much of it is wanted, and who wants to hear about it. */
export interface LoadOptions {
  readonly dataset: string;
  /** The cache: each dataset has a folder of its own in it. Files that lie in `dataDir` itself are taken too. */
  readonly dataDir: string;
  /** Folders to download from (https, http on this machine, or file), in order; by default the dataset's own. */
  readonly mirrors?: readonly string[];
  readonly offline?: boolean;
  /** Only the first so many images of each half. */
  readonly limit?: { readonly train: number; readonly test: number };
  /** Aborted, everything stops at the next opportunity and the signal's reason is thrown. */
  readonly signal?: AbortSignal;
  /** Bytes of a download, images of a drawing or of a folder. */
  readonly onProgress?: (event: LoadProgress) => void;
  /** A sentence the user should see although all is well in the end. */
  readonly onNotice?: (message: string) => void;
  /** How patient downloads are; the default is DEADLINES. */
  readonly deadlines?: Deadlines;
}

export interface LoadProgress {
  readonly kind: 'download' | 'generate' | 'read';
  readonly file: string;
  readonly done: number;
  readonly total: number;
}

/** One of a dataset's four files, unpacked. */
export interface ObtainedFile {
  /** Without `.gz`. */
  readonly name: string;
  readonly origin: 'cache' | 'download' | 'generated';
  /** The path or address it was read from; for generated files the path it was stored at. */
  readonly from: string;
  /** As stored or sent; of a generated file that could not be stored, as unpacked. */
  readonly bytes: number;
  /** SHA-256 of the stored file, in hex, where that is packed. */
  readonly packedSha256?: string | undefined;
  readonly idx: Uint8Array;
  readonly sha256: string;
  /** What the classes are called, where they have names. */
  readonly classNames?: readonly string[];
}
