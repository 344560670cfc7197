import type { TestSet } from '../dataset/dataset.js';
import type { Architecture } from '../network/network.js';
import { storeArrays } from '../network/stored-arrays.js';
import type { Evaluation } from '../training/evaluation/evaluation.js';
import type { HealthFacts } from '../training/health/facts.js';
import { packImages } from './chosen-images.js';
import { diagnose } from './diagnoses.js';
import { type Evaluated, resultsOf } from './findings.js';
import type { ReportData } from './report-data.js';
import { unitImportance } from './unit-importance.js';

/** Facts about a model besides its evaluation. */
export type ModelFacts = Pick<ReportData, 'program' | 'commands' | 'runs'> &
  Pick<ReportData['model'], 'name' | 'training'> & {
    /** Class names; by default the class numbers. */
    readonly classes?: readonly string[];
    readonly health?: HealthFacts | undefined;
    /** Limit on images per cell of the confusion matrix. */
    readonly perCell?: number | undefined;
  };

export function collectReport({ network, testSet, split, view, evaluation }: Evaluated, facts: ModelFacts): ReportData {
  const { model, ...results } = collectResults(testSet, evaluation, network.architecture, facts);
  return {
    ...results,
    model: { ...model, ...(view && { view }), parameters: storeArrays(network.params).stored },
    unitImportance: unitImportance(network, split),
  };
}

/** The part of a report that a net and a committee share. disputed: images that the page must include. */
export function collectResults(
  testSet: TestSet,
  evaluation: Evaluation,
  architecture: Architecture,
  { program, commands, runs, name, training, health, classes = [], perCell }: ModelFacts,
  disputed: readonly number[] = [],
): ReportData {
  const { images, ...results } = resultsOf(testSet, evaluation, architecture, disputed, perCell);
  return {
    program,
    commands,
    dataset: { name: testSet.name, rows: testSet.rows, columns: testSet.columns },
    model: {
      name,
      architecture,
      classes: Array.from({ length: architecture.output }, (_, k) => classes[k] ?? String(k)),
      training,
      parameters: {},
    },
    ...(health && { health: { facts: health, diagnosis: diagnose(health) } }),
    ...results,
    images: { ...images, pixels: packImages(testSet.test, images.index) },
    unitImportance: [],
    runs,
  };
}
