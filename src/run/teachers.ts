import { shareImages } from '../augment/originals.js';
import type { Config } from '../config/schema.js';
import type { AboutDataset, Split } from '../dataset/dataset.js';
import { shortened } from '../documents/problem.js';
import type { Engine } from '../engine/engine.js';
import { handled, TrainerError } from '../errors.js';
import { readModel } from '../export/read-model.js';
import { type View, viewFault } from '../image/views/views.js';
import { LOSSES } from '../layers/losses.js';
import type { Model } from '../network/model-json.js';
import { trainedNetwork } from '../network/network.js';
import { quantity } from '../quantity.js';
import { type Augmentation, DistortedImages, trainingCopies } from '../training/distorted-images.js';
import { type ImageSource, plainImages } from '../training/image-source.js';
import { Teachers } from '../training/teachers.js';
import { loadSplit, viewedSplit } from '../training/training-data.js';
import { byView } from './by-view.js';
import { modelPaths } from './model-paths.js';

/** The dataset from which batches are drawn. */
interface TaughtImages extends AboutDataset {
  readonly train: Split;
}

interface Teacher {
  readonly path: string;
  readonly model: Model;
}

/** Adds the SHA-256 of the teachers' parameters to a config with teachers but without `distill.sha256`. Throws MODEL_…. */
export async function withTeachers(config: Config): Promise<Config> {
  const { distill } = config;
  if (!distill || distill.sha256) return config;
  const sha256 = (await readTeachers(distill.from)).map(({ model }) => model.sha256);
  return { ...config, distill: { ...distill, sha256 } };
}

/**
 * Loads the teachers of a config into the engine of their student. Throws MODEL_… if a file cannot be read, CONFIG_VALUE if a
 * net does not fit the dataset or its parameters are not those in `distill.sha256`.
 */
export async function createTeachers(
  { distill, batchSize, input }: Config,
  dataset: TaughtImages,
  engine: Engine,
  { augment }: { readonly augment?: Augmentation | undefined } = {},
): Promise<Teachers | undefined> {
  if (!distill) return undefined;
  const teachers = await readTeachers(distill.from);
  requireSame(teachers, distill.sha256);
  for (const teacher of teachers) requireFit(teacher, dataset);
  const groups = byView(teachers.map(({ model }) => model)).map(({ view, members }) => ({
    networks: members.map((i) => {
      const { architecture, parameters } = teachers[i].model;
      return trainedNetwork(engine, architecture, parameters);
    }),
    ...(!isSame(view, input?.view) && { images: imagesOf(dataset, view, engine, batchSize, augment) }),
  }));
  return new Teachers(engine, groups, distill.temperature);
}

function isSame(one: View | undefined, other: View | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The training images through a view. With `augment`, they are distorted with the same random numbers as the student's. */
function imagesOf(
  dataset: TaughtImages,
  view: View | undefined,
  engine: Engine,
  batchSize: number,
  augment: Augmentation | undefined,
): ImageSource {
  const { rows, columns } = dataset;
  const seen = viewedSplit(dataset.train, dataset, view);
  if (!augment) return plainImages(loadSplit(engine, seen, rows * columns));
  return new DistortedImages(engine, shareImages(seen.images, rows, columns), trainingCopies(augment), batchSize);
}

async function readTeachers(from: readonly string[]): Promise<Teacher[]> {
  const teachers: Teacher[] = [];
  try {
    for (const path of await modelPaths(from)) teachers.push({ path, model: await readModel(path) });
  } catch (error) {
    const { code, message, hint } = handled(error, TrainerError);
    throw new TrainerError(code, `distill.from: ${message}`, { hint, cause: error });
  }
  return teachers;
}

function requireSame(teachers: readonly Teacher[], sha256: readonly string[] | undefined): void {
  if (!sha256) return;
  const hint = 'restore the models that the config was made with, or leave distill.sha256 out to learn from these';
  if (teachers.length !== sha256.length) {
    const text = `distill.from: names ${quantity(teachers.length, 'model')}, distill.sha256 has ${sha256.length}`;
    throw new TrainerError('CONFIG_VALUE', text, { hint });
  }
  for (const [i, { path, model }] of teachers.entries()) {
    if (model.sha256 === sha256[i]) continue;
    const [is, was] = [model.sha256, sha256[i]].map((hash) => shortened(hash, 13));
    const text = `distill.from: the parameters of ${path} have SHA-256 ${is}, distill.sha256 has ${was}`;
    throw new TrainerError('CONFIG_VALUE', text, { hint });
  }
}

function requireFit({ path, model: { architecture, classes, view } }: Teacher, dataset: AboutDataset): void {
  const pixels = dataset.rows * dataset.columns;
  const { title, hasProbabilities } = LOSSES[architecture.loss ?? 'exact'];
  const refuse = (text: string) => {
    throw new TrainerError('CONFIG_VALUE', `distill.from: ${path} ${text}`, {
      hint: 'use teachers for the same images and classes, trained with loss: cross-entropy',
    });
  };
  if (architecture.input !== pixels || architecture.output !== dataset.classes) {
    refuse(
      `has ${architecture.input} inputs and ${architecture.output} classes, ` +
        `${dataset.name} has ${pixels} pixels and ${dataset.classes} classes`,
    );
  }
  if (dataset.classNames && dataset.classNames.join('\0') !== classes.join('\0')) {
    refuse(`has the classes ${classes.join(', ')}, ${dataset.name} has ${dataset.classNames.join(', ')}`);
  }
  const fault = viewFault(view, dataset.columns);
  if (fault !== undefined) refuse(`has a view that does not fit: ${fault}`);
  if (!hasProbabilities) refuse(`was trained with ${title}, so its outputs are not probabilities`);
}
