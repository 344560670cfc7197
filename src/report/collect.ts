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

/** classes: their names, by default their numbers. */
export type Origin = Pick<ReportData, 'program' | 'commands' | 'runs'> &
  Pick<ReportData['model'], 'name' | 'training'> & {
    readonly classes?: readonly string[];
    readonly health?: HealthFacts | undefined;
    /** Images of each cell of the confusion matrix at most. */
    readonly perCell?: number | undefined;
  };

export function collectReport({ network, testSet, split, view, evaluation }: Evaluated, origin: Origin): ReportData {
  const { model, ...results } = collectResults(testSet, evaluation, network.architecture, origin);
  return {
    ...results,
    model: { ...model, ...(view && { view }), parameters: storeArrays(network.params).stored },
    unitImportance: unitImportance(network, split),
  };
}

/** What a report says of a net's answers, or a committee's. disputed: images that must be in the page. */
export function collectResults(
  testSet: TestSet,
  evaluation: Evaluation,
  architecture: Architecture,
  { program, commands, runs, name, training, health, classes = [], perCell }: Origin,
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
