import { createSimdEngine } from '../../engine/simd/engine.js';
import { handled, TrainerError } from '../../errors.js';
import { readModel } from '../../export/read-model.js';
import { isDrawable, LEAST_SIDE } from '../../image/drawable.js';
import type { MnistImage } from '../../image/mnist-image.js';
import { readImage } from '../../image/read-image.js';
import { readsDigits, remarkOn } from '../../image/remark.js';
import { viewed } from '../../image/views/views.js';
import { imageSize } from '../../network/image-size.js';
import type { Model } from '../../network/model-json.js';
import { trainedNetwork } from '../../network/network.js';
import { outputName } from '../../network/outputs.js';
import { requireView } from '../../run/evaluate-model.js';
import { answer } from '../../training/evaluation/evaluation.js';
import { emptyRows } from '../../training/training-data.js';
import { type NetFlags, netFacts, type OutputFlags } from '../program/flags.js';
import { listenForSignals } from '../program/interrupt.js';
import { imageJson, imageText, type ReadImage } from '../text/image.js';
import { pictureStyle } from '../text/picture.js';

/** `mnist-eval model.json --image FILE…`: classifies the user's images. Reports unreadable files at the end. */
export async function imageCommand(
  path: string,
  files: readonly string[],
  flags: OutputFlags & NetFlags,
): Promise<void> {
  const model = await readModel(path, netFacts(flags, [path]));
  const side = sideOf(model, path);
  const signal = listenForSignals();
  const images: ReadImage[] = [];
  const read = reader(model, side);
  const refused: TrainerError[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    try {
      images.push(read(file, await readImage(file, side, readsDigits(model))));
    } catch (error) {
      refused.push(handled(error, TrainerError));
    }
  }
  if (images.length > 0) print(path, images, model, flags);
  if (refused.length === 0) return;
  const [{ code, hint }] = refused;
  throw new TrainerError(code, refused.map(({ message }) => message).join('\n'), { hint });
}

function print(path: string, images: readonly ReadImage[], model: Model, flags: OutputFlags): void {
  const name = outputName(model.architecture);
  const style = pictureStyle(process.stdout, { isColourful: flags.color !== false });
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ model: path, images: images.map((image) => imageJson(image, name)) })}\n`
      : images.map((image) => imageText(image, model.classes, name, style, process.stdout.columns)).join('\n'),
  );
}

/** Rows, and columns, of the model's images. Throws MODEL_SHAPE if they are not square, or too small for drawings. */
export function sideOf(model: Model, path: string): number {
  const size = imageSize(model);
  if (size && isDrawable(size.rows, size.columns)) {
    requireView(model.view, size.columns, path);
    return size.rows;
  }
  const { input } = model.architecture;
  const taken = size ? `images of ${size.rows}×${size.columns} pixels` : `${input} pixels`;
  const wanted = `--image needs square images of at least ${LEAST_SIDE}×${LEAST_SIDE}`;
  throw new TrainerError('MODEL_SHAPE', `${path}: takes ${taken}, ${wanted}`, {
    hint: 'train a model on such images, for example on mnist',
  });
}

/** Returns a function that classifies one image, exactly as an evaluation does. */
function reader(model: Model, side: number): (file: string, image: MnistImage) => ReadImage {
  const { architecture, view, parameters, precision } = model;
  const isOfDigits = readsDigits(model);
  const engine = createSimdEngine(precision);
  const network = trainedNetwork(engine, architecture, parameters);
  const x = { rows: emptyRows(engine, 1, architecture.input), index: Int32Array.of(0) };
  return (file, image) => {
    const pixels = viewed(image.pixels, side, side, view);
    engine.refill(x.rows, pixels);
    const scores = network.scores(x);
    const y = network.lastLayer.output(scores);
    const outputs = Array.from({ length: architecture.output }, (_, k) => y.get(0, k));
    const remark = isOfDigits ? remarkOn(image) : undefined;
    return { file, answer: answer(scores, 0), outputs, pixels: Array.from(pixels), remark };
  };
}
