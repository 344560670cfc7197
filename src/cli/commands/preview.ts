import { Distorter, type DistortionSource } from '../../augment/distorter.js';
import { shareImages } from '../../augment/originals.js';
import { loadConfig } from '../../config/load.js';
import type { Dataset } from '../../dataset/dataset.js';
import { loadDataset } from '../../dataset/load.js';
import { sourceName } from '../../documents/source.js';
import { TrainerError } from '../../errors.js';
import { contactSheet } from '../../image/contact-sheet.js';
import { greyPng } from '../../image/grey-png.js';
import { DISTORTED_SETS } from '../../random/streams.js';
import { loadOptions } from '../../run/load-data.js';
import { watched } from '../program/display.js';
import { configOverrides, type DataFlags } from '../program/flags.js';
import { requireNew, writeNewFile } from '../program/new-file.js';
import { fitted } from '../text/fit.js';

interface PreviewFlags extends DataFlags {
  config?: string;
  output: string;
  force?: boolean;
  quiet?: boolean;
}

const EPOCHS = 12;
const MOST_CLASSES = 16;
/** Small images are enlarged to about this many pixels. */
const ZOOMED_SIZE = 84;

/** `mnist-train preview --config FILE`: draws an image of each class and its distorted copies, as used in training. */
export async function previewCommand(flags: PreviewFlags): Promise<void> {
  const { output } = flags;
  if (flags.config === undefined) {
    throw new TrainerError('USAGE', 'a config is needed: mnist-train preview --config FILE', {
      hint: 'the config must have the key "augment", as in configs/template.yaml',
    });
  }
  const config = await loadConfig(flags.config, configOverrides(flags));
  if (!config.augment) {
    throw new TrainerError(
      'CONFIG_VALUE',
      `${sourceName(flags.config)}: has no "augment", so there are no distortions to show`,
      {
        hint: 'add a line such as augment: { elastic: { alpha: 36, sigma: 5 }, rotation: 7.5 }',
      },
    );
  }
  requireNew(output, flags.force);
  const dataset = await watched(flags, (watch) => loadDataset(loadOptions(config, watch)));
  const { rows, columns } = dataset;
  const source = { settings: config.augment, seed: config.seed, set: DISTORTED_SETS.training };
  const lines = linesOf(dataset, source);
  const zoom = Math.max(1, Math.floor(ZOOMED_SIZE / Math.max(rows, columns)));
  const { pixels, width } = contactSheet(lines, rows, columns, zoom);
  await writeNewFile(output, greyPng(pixels, width));
  const whose = lines.length === dataset.classes ? 'each class' : `each of ${lines.length} classes`;
  process.stdout.write(`written: ${output}\n`);
  process.stdout.write(
    fitted(
      `one training image of ${whose}, and its distorted copies in epochs 1 to ${EPOCHS} with seed ${config.seed}\n`,
    ),
  );
}

/** One line per class: its first training image and the copies. Skips empty classes, and those above MOST_CLASSES. */
function linesOf({ train, rows, columns, classes }: Dataset, source: DistortionSource): Uint8Array[][] {
  const bytes = rows * columns;
  const all = Array.from({ length: Math.min(classes, MOST_CLASSES) }, (_, label) => train.labels.indexOf(label));
  const numbers = all.filter((image) => image >= 0);
  const distorter = new Distorter(shareImages(train.images, rows, columns), source);
  const copies = Array.from({ length: EPOCHS }, (_, epoch) => distorter.copies(numbers, epoch + 1).slice());
  const image = (images: Uint8Array, n: number) => images.subarray(n * bytes, (n + 1) * bytes);
  return numbers.map((number, n) => [image(train.images, number), ...copies.map((ofEpoch) => image(ofEpoch, n))]);
}
