import { Distorter, type DistortionSource } from '../../augment/distorter.js';
import { shareImages } from '../../augment/originals.js';
import { loadConfig } from '../../config/load.js';
import { oneRun } from '../../config/resolve.js';
import type { Dataset } from '../../dataset/dataset.js';
import { loadDataset } from '../../dataset/load.js';
import { sourceName } from '../../documents/source.js';
import { TrainerError } from '../../errors.js';
import { contactSheet } from '../../image/contact-sheet.js';
import { greyPng } from '../../image/grey-png.js';
import { type View, viewed } from '../../image/views/views.js';
import { configView } from '../../run/config-view.js';
import { loadOptions } from '../../run/load-data.js';
import { trainingOptions, updatesPerEpoch } from '../../run/training-options.js';
import { trainingCopies } from '../../training/distorted-images.js';
import { watched } from '../program/display.js';
import { configOverrides, type DataFlags } from '../program/flags.js';
import { requireNew, writeNewFile } from '../program/new-file.js';
import { fitted } from '../text/fit.js';
import { viewText } from '../text/view.js';

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

/** `mnist-train preview --config FILE`: draws an image of each class, its view and its distorted copies, as used in training. */
export async function previewCommand(flags: PreviewFlags): Promise<void> {
  const { output } = flags;
  if (flags.config === undefined) {
    throw new TrainerError('USAGE', 'a config is needed: mnist-train preview --config FILE', {
      hint: 'the config must have the key "augment" or "input.view"',
    });
  }
  const config = oneRun(await loadConfig(flags.config, configOverrides(flags)));
  if (!config.augment && !config.input) {
    throw new TrainerError(
      'CONFIG_VALUE',
      `${sourceName(flags.config)}: has no "augment" and no "input.view", so there is nothing to show`,
      {
        hint: 'add a line such as augment: { elastic: { alpha: 36, sigma: 5 }, rotation: 7.5 }',
      },
    );
  }
  requireNew(output, flags.force);
  const dataset = await watched(flags, (watch) => loadDataset(loadOptions(config, watch)));
  const { rows, columns } = dataset;
  const view = configView(config, columns);
  const { augment } = trainingOptions(config, updatesPerEpoch(config, dataset.train.count));
  const lines = linesOf(dataset, view, augment && trainingCopies(augment));
  const zoom = Math.max(1, Math.floor(ZOOMED_SIZE / Math.max(rows, columns)));
  const { pixels, width } = contactSheet(lines, rows, columns, zoom);
  await writeNewFile(output, greyPng(pixels, width));
  const whose = lines.length === dataset.classes ? 'each class' : `each of ${lines.length} classes`;
  process.stdout.write(`written: ${output}\n`);
  const parts = [
    `one training image of ${whose}`,
    ...(view ? [`the same image as the net sees it (${viewText(view)})`] : []),
    ...(augment ? [`its distorted copies in epochs 1 to ${EPOCHS} with seed ${config.seed}`] : []),
  ];
  process.stdout.write(fitted(`${parts.slice(0, -1).join(', ')}, and ${parts.at(-1)}\n`));
}

/**
 * One line per class: its first training image, the same with the view, and its distorted copies. Skips empty classes, and
 * shows at most MOST_CLASSES.
 */
function linesOf(
  { train, rows, columns, classes }: Dataset,
  view: View | undefined,
  source: DistortionSource | undefined,
): Uint8Array[][] {
  const bytes = rows * columns;
  const all = Array.from({ length: Math.min(classes, MOST_CLASSES) }, (_, label) => train.labels.indexOf(label));
  const numbers = all.filter((image) => image >= 0);
  const seen = viewed(train.images, rows, columns, view);
  const distorter = source && new Distorter(shareImages(seen, rows, columns), source);
  const epochs = Array.from({ length: distorter ? EPOCHS : 0 }, (_, i) => i + 1);
  const copies = epochs.flatMap((epoch) => distorter?.copies(numbers, epoch).slice() ?? []);
  const image = (images: Uint8Array, n: number) => images.subarray(n * bytes, (n + 1) * bytes);
  return numbers.map((number, n) => [
    image(train.images, number),
    ...(view ? [image(seen, number)] : []),
    ...copies.map((ofEpoch) => image(ofEpoch, n)),
  ]);
}
