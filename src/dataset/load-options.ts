import type { Deadlines } from './download/deadlines.js';

/** Source and size of a dataset, and callbacks for progress and notices. */
export interface LoadOptions {
  readonly dataset: string;
  /** The cache. Each dataset has a folder in it; files directly in `dataDir` are used too. */
  readonly dataDir: string;
  /** Folders to download from, in order (https, file, or http on this machine); default: the dataset's mirrors. */
  readonly mirrors?: readonly string[];
  readonly offline?: boolean;
  /** Number of images to use from each split. */
  readonly limit?: { readonly train: number; readonly test: number };
  readonly signal?: AbortSignal;
  /** Progress in bytes of a download, or in images drawn or read. */
  readonly onProgress?: (event: LoadProgress) => void;
  /** Called with a sentence for the user about something that is not an error. */
  readonly onNotice?: (message: string) => void;
  /** Whether it is an error if drawn digits cannot be stored; by default a notice says so. */
  readonly mustStore?: boolean;
  /** Time limits of downloads; default: DEADLINES. */
  readonly deadlines?: Deadlines;
}

export interface LoadProgress {
  readonly kind: 'download' | 'generate' | 'read';
  readonly file: string;
  readonly done: number;
  readonly total: number;
}

/** One of a dataset's four files, unpacked. `idx` holds its bytes. */
export interface ObtainedFile {
  /** File name without `.gz`. */
  readonly name: string;
  readonly origin: 'cache' | 'download' | 'generated';
  /** Path or URL that it was read from; for generated files, the path where it was stored. */
  readonly from: string;
  /** Size as stored or sent. For generated files that could not be stored, the unpacked size. */
  readonly bytes: number;
  /** SHA-256 (hex) of the packed file, if it is packed. */
  readonly packedSha256?: string | undefined;
  readonly idx: Uint8Array;
  readonly sha256: string;
  /** Names of the classes, if they have any. */
  readonly classNames?: readonly string[];
}
