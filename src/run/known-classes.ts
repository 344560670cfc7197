import type { TestSet } from '../dataset/dataset.js';
import { TrainerError } from '../errors.js';
import type { Model } from '../network/model-json.js';

/**
 * A test set with the class numbers of a model, matched by class names: a test set may lack some of the classes. Throws
 * MODEL_SHAPE for a class that the model does not have.
 */
export function withClassesOf({ classes }: Pick<Model, 'classes'>, testSet: TestSet, path: string): TestSet {
  const { classNames, test } = testSet;
  if (classNames === undefined) return testSet;
  const numbers = classNames.map((name) => classes.indexOf(name));
  const unknown = numbers.indexOf(-1);
  if (unknown >= 0) {
    const text = `${path}: has no class "${classNames[unknown]}", only ${classes.join(', ')}`;
    throw new TrainerError('MODEL_SHAPE', text, {
      hint: 'give a folder whose class folders have these names: --data-dir DIR',
    });
  }
  const labels = test.labels.map((label) => numbers[label]);
  return { ...testSet, classes: classes.length, classNames: classes, test: { ...test, labels } };
}
