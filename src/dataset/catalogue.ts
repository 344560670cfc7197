import { TrainerError } from '../errors.js';
import type { IdxKind } from './idx/idx-magic.js';

/** One of the four files of a dataset. */
export interface IdxFile {
  /** Without `.gz`; the key in `Dataset.hashes`. */
  readonly name: string;
  readonly split: 'train' | 'test';
  readonly kind: IdxKind;
}

/** A file whose content is known beforehand. */
export interface KnownFile extends IdxFile {
  /** The official packed file, in bytes. */
  readonly packedBytes: number;
  /** SHA-256 of the official packed file, in hex. */
  readonly packedSha256: string;
  /** The unpacked file, in bytes. */
  readonly idxBytes: number;
  /** SHA-256 of the unpacked file: proves a file that was packed by somebody else, or not at all. */
  readonly idxSha256?: string;
}

/** A dataset that can be downloaded. */
export interface CatalogueEntry {
  readonly name: string;
  readonly classes: number;
  /** Folders that hold the four packed files, best first. */
  readonly mirrors: readonly string[];
  readonly files: readonly KnownFile[];
}

const TRAIN_IMAGES: IdxFile = { name: 'train-images-idx3-ubyte', split: 'train', kind: 'images' };
export const TRAIN_LABELS: IdxFile = { name: 'train-labels-idx1-ubyte', split: 'train', kind: 'labels' };
export const TEST_IMAGES: IdxFile = { name: 't10k-images-idx3-ubyte', split: 'test', kind: 'images' };
export const TEST_LABELS: IdxFile = { name: 't10k-labels-idx1-ubyte', split: 'test', kind: 'labels' };

/** The names all these datasets share, in the order they are fetched. */
export const IDX_FILES: readonly IdxFile[] = [TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS];

/** [packed bytes, SHA-256 of the packed file, SHA-256 of the unpacked file when known], in the order of IDX_FILES. */
type Hashes = readonly [bytes: number, packed: string, idx?: string];

/** 60,000 and 10,000 images of 28 × 28 in all three. */
const IDX_BYTES = [47_040_016, 60_008, 7_840_016, 10_008];

function knownFiles(rows: readonly Hashes[]): readonly KnownFile[] {
  return rows.map(([packedBytes, packedSha256, idxSha256], i) => ({
    ...IDX_FILES[i],
    idxBytes: IDX_BYTES[i],
    packedBytes,
    packedSha256,
    idxSha256,
  }));
}

export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    name: 'mnist',
    classes: 10,
    mirrors: ['https://ossci-datasets.s3.amazonaws.com/mnist/', 'https://storage.googleapis.com/cvdf-datasets/mnist/'],
    files: knownFiles([
      [
        9912422,
        '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
        'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      ],
      [
        28881,
        '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
        '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      ],
      [
        1648877,
        '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
        '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      ],
      [
        4542,
        'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
        'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
      ],
    ]),
  },
  {
    name: 'fashion-mnist',
    classes: 10,
    mirrors: ['https://storage.googleapis.com/tensorflow/tf-keras-datasets/'],
    files: knownFiles([
      [26421880, '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84'],
      [29515, 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845'],
      [4422102, '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073'],
      [5148, '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5'],
    ]),
  },
  {
    name: 'kmnist',
    classes: 10,
    mirrors: ['https://codh.rois.ac.jp/kmnist/dataset/kmnist/'],
    files: knownFiles([
      [18165135, '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4'],
      [29497, 'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17'],
      [3041136, 'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5'],
      [5120, '20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c'],
    ]),
  },
];

/** Every name `dataset` may have: the catalogue, the built-in digits, and a folder of one's own. */
export const DATASET_NAMES: readonly string[] = [...CATALOGUE.map((entry) => entry.name), 'strokes', 'custom'];

/** Throws `CONFIG_DATASET` when the catalogue has no such name. */
export function catalogueEntry(name: string): CatalogueEntry {
  const entry = CATALOGUE.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  throw new TrainerError('CONFIG_DATASET', `dataset: ${JSON.stringify(name)} is not known`, {
    hint: `one of ${DATASET_NAMES.join(', ')}`,
  });
}
