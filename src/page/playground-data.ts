import type { Config } from '../config/schema.js';
import type { Split } from '../dataset/dataset.js';
import type { PageData } from './page-data.js';
import type { Progress, Status } from './trainer/messages.js';
import type { Curves } from './unpack.js';

/** The part of a run that the worker has reported. */
export interface RunSoFar {
  readonly config: Config;
  readonly status: Status;
  /** The loss of every update. */
  readonly losses: readonly number[];
  readonly accuracy: Curves['accuracy'];
}

const SIDE = 28;
const CLASSES = Array.from({ length: 10 }, (_, k) => String(k));

/** Converts the progress of a run to the data of a report page. */
export function playgroundData(
  program: string,
  { config, status, losses, accuracy }: RunSoFar,
  { parameters, findings }: NonNullable<Progress['net']>,
  test: Split,
  version: number,
): PageData {
  const { images: chosen, ...found } = findings;
  const images = chosen.index.map((index, i) => ({
    index,
    label: chosen.label[i],
    predicted: chosen.predicted[i],
    pixels: test.images.subarray(index * SIDE * SIDE, (index + 1) * SIDE * SIDE),
    answers: new Uint8Array(),
  }));
  const at = (indices: readonly number[]) => indices.map((i) => images[i]);
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
        monitored: 'test',
      },
    ],
    live: { version, status: status === 'running' ? 'running' : 'stopped', done, iterations, images: 'test' },
  };
}
