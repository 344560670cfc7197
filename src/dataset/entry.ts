import type { DatasetShape } from './dataset.js';
import { type IdxKind, idxHeaderBytes } from './idx/idx.js';

export interface IdxFile {
  /** File name without `.gz`; the key in `Dataset.hashes`. */
  readonly name: string;
  readonly split: 'train' | 'test';
  readonly kind: IdxKind;
}

/** A file that is published packed, with sizes in bytes and SHA-256 (hex) of the packed and of the unpacked file. */
export interface KnownFile extends IdxFile {
  readonly packedBytes: number;
  readonly packedSha256: string;
  readonly idxBytes: number;
  /** Needed to verify files that are unpacked, or packed by another program. */
  readonly idxSha256?: string | undefined;
}

export interface DownloadedEntry extends DatasetShape {
  readonly source: 'download';
  /** Folders with the four packed files; the preferred one comes first. */
  readonly mirrors: readonly string[];
  readonly files: readonly KnownFile[];
}

/** Built-in digits, or the user's own IDX or image files. Without a shape, the files determine it. */
interface LocalEntry extends Partial<DatasetShape> {
  readonly source: 'pen' | 'folder' | 'pictures';
  readonly files: readonly IdxFile[];
}

/** A row of the catalogue. Files: training images, training labels, test images, test labels. */
export type DatasetEntry = DownloadedEntry | LocalEntry;

export const MNIST_FILES: readonly IdxFile[] = [
  { name: 'train-images-idx3-ubyte', split: 'train', kind: 'images' },
  { name: 'train-labels-idx1-ubyte', split: 'train', kind: 'labels' },
  { name: 't10k-images-idx3-ubyte', split: 'test', kind: 'images' },
  { name: 't10k-labels-idx1-ubyte', split: 'test', kind: 'labels' },
];

/** A packed file as published. The field names are those of `mnist-train fetch --json`. */
export interface PublishedFile {
  /** File name without `.gz`, if it differs from MNIST's. */
  readonly name?: string;
  readonly bytes: number;
  readonly packedSha256: string;
  /** SHA-256 of the unpacked file. Without it, only the publisher's own packing is accepted. */
  readonly sha256?: string | undefined;
}

/** A published dataset. Labels start at 0, so `classes` is the largest label plus one. */
interface PublishedDataset extends DatasetShape {
  readonly train: number;
  readonly test: number;
  readonly mirrors: readonly string[];
  readonly files: readonly [
    trainImages: PublishedFile,
    trainLabels: PublishedFile,
    testImages: PublishedFile,
    testLabels: PublishedFile,
  ];
}

/** Makes the row of a published dataset. The size of each unpacked file follows from shape and counts. */
export function downloaded({ train, test, files, ...entry }: PublishedDataset): DownloadedEntry {
  const counts = { train, test };
  const known = MNIST_FILES.map((file, i): KnownFile => {
    const { name = file.name, bytes, packedSha256, sha256: idxSha256 } = files[i];
    const each = file.kind === 'images' ? entry.rows * entry.columns : 1;
    const idxBytes = idxHeaderBytes(file.kind) + counts[file.split] * each;
    return { ...file, name, packedBytes: bytes, packedSha256, idxBytes, idxSha256 };
  });
  return { source: 'download', ...entry, files: known };
}
