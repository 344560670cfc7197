import type { Config } from '../config/schema.js';
import type { Split } from '../dataset/dataset.js';
import type { PageData } from './page-data.js';
import type { Moment, Status } from './trainer/orders.js';
import type { Curves } from './unpack.js';

/** A run in the page, as far as it has been told. */
export interface RunSoFar {
  readonly config: Config;
  readonly status: Status;
  /** Of every update. */
  readonly losses: readonly number[];
  readonly accuracy: Curves['accuracy'];
}

const SIDE = 28;
const CLASSES = Array.from({ length: 10 }, (_, k) => String(k));

/** A moment of a run as the sections of a report take it. */
export function playgroundData(
  program: string,
  { config, status, losses, accuracy }: RunSoFar,
  { parameters, findings }: NonNullable<Moment['net']>,
  test: Split,
  version: number,
): PageData {
  const { images: chosen, ...found } = findings;
  const images = chosen.index.map((index, place) => ({
    index,
    label: chosen.label[place],
    predicted: chosen.predicted[place],
    pixels: test.images.subarray(index * SIDE * SIDE, (index + 1) * SIDE * SIDE),
    answers: new Uint8Array(),
  }));
  const at = (places: readonly number[]) => places.map((place) => images[place]);
  const [done, { iterations = 0 }] = [losses.length, config as { iterations?: number }];
  return {
    program,
    commands: [],
    dataset: { name: 'strokes', rows: SIDE, columns: SIDE },
    model: {
      name: 'playground',
      architecture: {
        input: SIDE * SIDE,
        hidden: config.hidden,
        output: CLASSES.length,
        activation: config.activation,
      },
      classes: CLASSES,
      training: { config, iterations: done },
      parameters,
    },
    ...found,
    images,
    mistakes: at(chosen.mistakes),
    followed: at(chosen.followed),
    disputed: [],
    runs: [
      {
        name: 'this run',
        loss: { batches: 1, iterations: losses.map((_, i) => i + 1), values: losses },
        accuracy,
        unseen: 'test',
      },
    ],
    live: { version, status: status === 'running' ? 'running' : 'stopped', done, iterations, images: 'test' },
  };
}
