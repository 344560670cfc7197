import { bare, closestName } from '../documents/closest-name.js';
import { KEYS } from './schema.js';

/** The names of the book's code and of other trainers, written without case and separators. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['lr', 'learningRate'],
  ['eta', 'learningRate'],
  ['rate', 'learningRate'],
  ['lrscheduler', 'schedule'],
  ['gamma', 'schedule.factor'],
  ['stepsize', 'schedule.every'],
  ['rho', 'optimizer.decayRate'],
  ['wd', 'weightDecay'],
  ['dropoutratio', 'dropout'],
  ['dropoutrate', 'dropout'],
  ['ema', 'movingAverage'],
  ['emadecay', 'movingAverage'],
  ['smoothing', 'labelSmoothing'],
  ['validationsize', 'data.validation'],
  ['validationsplit', 'data.validation'],
  ['steps', 'iterations'],
  ['iters', 'iterations'],
  ['itersnum', 'iterations'],
  ['maxiters', 'iterations'],
  ['hiddensize', 'hidden'],
  ['hiddenlayers', 'hidden'],
  ['layers', 'hidden'],
  ['weightinitstd', 'init.std'],
  ['trainsize', 'data.limit.train'],
  ['dtype', 'precision'],
]);

/** Which keys a reader may have meant by one that a level does not have: paths from the top, the likeliest; often none. */
export function meantKeys(level: string, key: string): string[] {
  const here = KEYS[level] ?? [];
  const written = bare(key);
  const same = here.find((known) => bare(known) === written);
  if (same) return [join(level, same)];
  const other = OTHER_NAMES.get(written);
  if (other) return [other];
  const elsewhere = Object.entries(KEYS).flatMap(([path, keys]) =>
    keys.filter((known) => [bare(known), bare(join(path, known))].includes(written)).map((known) => join(path, known)),
  );
  if (elsewhere.length > 0) return elsewhere;
  const near = closestName(key, here);
  return near === undefined ? [] : [join(level, near)];
}

export function join(level: string, key: string): string {
  return level === '' ? key : `${level}.${key}`;
}
