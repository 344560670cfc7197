import { createSimdEngine } from '../../engine/simd/engine.js';
import { TrainerError } from '../../errors.js';
import { inkOf } from '../../image/ink.js';
import { size } from '../../image/mass.js';
import { mnistImage } from '../../image/mnist-image.js';
import { readPng } from '../../image/png.js';
import { readModel } from '../../network/model-file.js';
import type { Model } from '../../network/model-json.js';
import { copyParameters, Network } from '../../network/network.js';
import { answer } from '../../training/evaluation/evaluation.js';
import { loadSplit, takeBatch } from '../../training/training-data.js';
import { listenForSignals } from '../program/interrupt.js';
import { imageText, type ReadImage } from '../text/image.js';
import { pictureStyle } from '../text/picture.js';

export interface ImageFlags {
  json?: boolean;
  /** False with --no-color. */
  color?: boolean;
}

/** `mnist-eval model.json --image FILE…`: what a model reads in images of the user's. All are looked at before any is told of. */
export async function imageCommand(path: string, files: readonly string[], flags: ImageFlags): Promise<void> {
  const model = await readModel(path);
  requireFit(model, path);
  const signal = listenForSignals();
  const images: ReadImage[] = [];
  const read = reader(model);
  for (const file of files) {
    signal.throwIfAborted();
    images.push(read(file, await pixelsOf(file)));
  }
  const style = pictureStyle(process.stdout, { isColourful: flags.color !== false });
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ model: path, images })}\n`
      : images.map((image) => imageText(image, style, process.stdout.columns)).join('\n'),
  );
}

function requireFit({ architecture }: Model, path: string): void {
  if (architecture.input === size * size) return;
  const wanted = `an image has ${size}×${size} = ${size * size}`;
  throw new TrainerError('MODEL_SHAPE', `${path}: takes ${architecture.input} pixels, ${wanted}`, {
    hint: 'train a model on images of that size, for example on mnist',
  });
}

async function pixelsOf(file: string): Promise<Uint8Array> {
  const { pixels, isEmpty } = mnistImage(inkOf(await readPng(file)));
  if (!isEmpty) return pixels;
  throw new TrainerError('IMAGE_BLANK', `${file}: there is nothing on it, expected a digit`, {
    hint: 'draw it in a colour that stands out from the paper',
  });
}

/** The net at work just as in an evaluation, so that both give the same answers. */
function reader(model: Model): (file: string, pixels: Uint8Array) => ReadImage {
  const engine = createSimdEngine(model.precision);
  const network = new Network(engine, model.architecture);
  copyParameters(network, model.parameters);
  return (file, pixels) => {
    const split = loadSplit(engine, { images: pixels, labels: new Uint8Array(1), count: 1 }, pixels.length);
    const scores = network.scores(takeBatch(split, Int32Array.of(0)).x);
    const y = network.lastLayer.output(scores);
    const probabilities = Array.from({ length: model.architecture.output }, (_, k) => y.get(0, k));
    return { file, answer: answer(scores, 0), probabilities, pixels: Array.from(pixels) };
  };
}
