import { storeArrays } from '../network/stored-arrays.js';
import type { HealthFacts } from '../training/health/facts.js';
import { packImages } from './chosen-images.js';
import { diagnose } from './diagnoses.js';
import { type Evaluated, findings } from './findings.js';
import type { ReportData } from './report-data.js';

/** classes: their names, by default their numbers. */
type Origin = Pick<ReportData, 'program' | 'commands' | 'runs'> &
  Pick<ReportData['model'], 'name' | 'training'> & {
    readonly classes?: readonly string[];
    readonly health?: HealthFacts | undefined;
  };

export function collectReport(
  evaluated: Evaluated,
  { program, commands, runs, name, training, health, classes = [] }: Origin,
): ReportData {
  const { network, testSet } = evaluated;
  const { architecture, params } = network;
  const { images, ...found } = findings(evaluated);
  return {
    program,
    commands,
    dataset: { name: testSet.name, rows: testSet.rows, columns: testSet.columns },
    model: {
      name,
      architecture,
      classes: Array.from({ length: architecture.output }, (_, k) => classes[k] ?? String(k)),
      training,
      parameters: storeArrays(params).stored,
    },
    ...(health && { health: { facts: health, diagnosis: diagnose(health) } }),
    ...found,
    images: { ...images, pixels: packImages(testSet.test, images.index) },
    runs,
  };
}
