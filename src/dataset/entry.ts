import type { DatasetShape } from './dataset.js';
import { type IdxKind, idxHeaderBytes } from './idx/idx.js';

export interface IdxFile {
  /** Without `.gz`; the key in `Dataset.hashes`. */
  readonly name: string;
  readonly split: 'train' | 'test';
  readonly kind: IdxKind;
}

/** A file that is published packed: size in bytes and SHA-256 in hex of that file, and of what it unpacks to. */
export interface KnownFile extends IdxFile {
  readonly packedBytes: number;
  readonly packedSha256: string;
  readonly idxBytes: number;
  /** Verifies a file that is unpacked, or that somebody else packed. */
  readonly idxSha256?: string | undefined;
}

export interface DownloadedEntry extends DatasetShape {
  readonly source: 'download';
  /** Folders that hold the four packed files, best first. */
  readonly mirrors: readonly string[];
  readonly files: readonly KnownFile[];
}

/** A dataset that the built-in pen draws, or of IDX or image files of the user's. Without a shape the files decide it. */
interface LocalEntry extends Partial<DatasetShape> {
  readonly source: 'pen' | 'folder' | 'pictures';
  readonly files: readonly IdxFile[];
}

/** A row of the table of datasets. Its files: training images, training labels, test images, test labels. */
export type DatasetEntry = DownloadedEntry | LocalEntry;

export const MNIST_FILES: readonly IdxFile[] = [
  { name: 'train-images-idx3-ubyte', split: 'train', kind: 'images' },
  { name: 'train-labels-idx1-ubyte', split: 'train', kind: 'labels' },
  { name: 't10k-images-idx3-ubyte', split: 'test', kind: 'images' },
  { name: 't10k-labels-idx1-ubyte', split: 'test', kind: 'labels' },
];

/** One packed file as its publisher offers it, in the words of `mnist-train fetch --json`. */
export interface PublishedFile {
  /** Without `.gz`, where it is not MNIST's name for it. */
  readonly name?: string;
  readonly bytes: number;
  readonly packedSha256: string;
  /** Of the unpacked file. Without it only the publisher's own packing is accepted. */
  readonly sha256?: string | undefined;
}

/** A published dataset. Labels are class numbers from 0, so `classes` is one more than the largest label. */
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

/** The row of a published dataset: the size of each unpacked file follows from its shape and counts. */
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
