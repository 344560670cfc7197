import { TrainerError } from '../errors.js';
import type { DatasetShape } from './dataset.js';
import { type DatasetEntry, downloaded, MNIST_FILES } from './entry.js';

/** Shape and counts of MNIST and of its drop-in replacements. */
const LIKE_MNIST = { rows: 28, columns: 28, classes: 10, train: 60_000, test: 10_000 };

/** All datasets. To add one, add a row here. */
export const DATASETS = {
  mnist: downloaded({
    ...LIKE_MNIST,
    mirrors: ['https://ossci-datasets.s3.amazonaws.com/mnist/', 'https://storage.googleapis.com/cvdf-datasets/mnist/'],
    files: [
      {
        bytes: 9_912_422,
        packedSha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
        sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      },
      {
        bytes: 28_881,
        packedSha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
        sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      },
      {
        bytes: 1_648_877,
        packedSha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
        sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      },
      {
        bytes: 4_542,
        packedSha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
        sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
      },
    ],
  }),
  'fashion-mnist': downloaded({
    ...LIKE_MNIST,
    mirrors: ['https://storage.googleapis.com/tensorflow/tf-keras-datasets/'],
    files: [
      { bytes: 26_421_880, packedSha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84' },
      { bytes: 29_515, packedSha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845' },
      { bytes: 4_422_102, packedSha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073' },
      { bytes: 5_148, packedSha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5' },
    ],
  }),
  kmnist: downloaded({
    ...LIKE_MNIST,
    mirrors: ['https://codh.rois.ac.jp/kmnist/dataset/kmnist/'],
    files: [
      { bytes: 18_165_135, packedSha256: '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4' },
      { bytes: 29_497, packedSha256: 'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17' },
      { bytes: 3_041_136, packedSha256: 'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5' },
      { bytes: 5_120, packedSha256: '20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c' },
    ],
  }),
  /** Built-in digits; need no network. */
  strokes: { source: 'pen', rows: 28, columns: 28, classes: 10, files: MNIST_FILES },
  custom: { source: 'folder', files: MNIST_FILES },
  /** The user's own image files, in one folder per class. */
  folder: { source: 'pictures', files: MNIST_FILES },
} as const satisfies Readonly<Record<string, DatasetEntry>>;

export type DatasetName = keyof typeof DATASETS;

export const DATASET_NAMES = Object.keys(DATASETS) as readonly DatasetName[];

/** The row of a dataset. Throws `CONFIG_DATASET` if there is none with this name. */
export function datasetEntry(name: string): DatasetEntry {
  if (Object.hasOwn(DATASETS, name)) return DATASETS[name as DatasetName];
  throw new TrainerError('CONFIG_DATASET', `dataset: ${JSON.stringify(name)} is not known`, {
    hint: `one of ${DATASET_NAMES.join(', ')}`,
  });
}

/** The image size and classes of a dataset, if the catalogue determines them. Throws CONFIG_DATASET. */
export function knownShape(name: string): DatasetShape | undefined {
  const { rows, columns, classes } = datasetEntry(name);
  return rows && columns && classes ? { rows, columns, classes } : undefined;
}
