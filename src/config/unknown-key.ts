import { bare, closestName } from '../documents/closest-name.js';
import { type Problem, shortened } from '../documents/problem.js';
import { KEYS } from './schema.js';

/** Names of keys in the book's code and in other trainers, in lower case and without separators. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  learningRate: ['lr', 'eta', 'rate'],
  schedule: ['lrscheduler'],
  'schedule.factor': ['gamma'],
  'schedule.every': ['stepsize'],
  'optimizer.decayRate': ['rho'],
  weightDecay: ['wd'],
  dropout: ['dropoutratio', 'dropoutrate'],
  movingAverage: ['ema', 'emadecay'],
  labelSmoothing: ['smoothing'],
  distill: ['distillation', 'distillfrom', 'teacher', 'teachers'],
  'distill.weight': ['distillweight'],
  'data.validation': ['validationsize', 'validationsplit'],
  iterations: ['steps', 'iters', 'itersnum', 'maxiters'],
  hidden: ['hiddensize', 'hiddenlayers', 'layers'],
  'init.std': ['weightinitstd'],
  'init.from': ['pretrained', 'initfrom', 'finetune', 'warmstart'],
  keep: ['savebest', 'restorebestweights', 'keepbest'],
  patience: ['earlystopping', 'earlystop'],
  'data.limit.train': ['trainsize'],
  precision: ['dtype'],
};

/** Property names with a special meaning in JavaScript; no config needs them. */
const FORBIDDEN = ['__proto__', 'constructor', 'prototype'];

/** The problem of an unknown key. level: the path of the mapping that contains it, '' at the top. */
export function unknownKey(level: string, key: string): Problem {
  const code = 'CONFIG_KEY';
  const label = `"${shortened(key)}"${level === '' ? '' : ` in ${level}`}`;
  if (FORBIDDEN.includes(key)) return { code, message: `key ${label} is not allowed` };
  const known = KEYS[level].filter((name) => name !== '$schema').join(', ');
  const keys = `${level === '' ? 'the keys are' : `the keys of ${level} are`} ${known}`;
  const meant = meantKeys(level, key).map((path) => naming(level, path, key));
  if (meant.length === 0) return { code, message: `unknown key ${label}`, hint: keys };
  return {
    code,
    message: `unknown key ${label}; did you mean ${meant.map(({ name }) => name).join(' or ')}?`,
    hint: meant[0].example ?? keys,
  };
}

/** Names a suggested key: by its name on the same level, otherwise by its path, with an example in YAML. */
function naming(level: string, path: string, written: string): { name: string; example?: string } {
  const steps = path.split('.');
  const key = steps.pop();
  if (steps.join('.') === level) return { name: `"${key}"` };
  if (steps.length === 0) return { name: `"${key}" at the top level` };
  const inner = steps.slice(1).reduceRight((inside, step) => `{ ${step}: ${inside} }`, `{ ${key}: … }`);
  const example = `${steps[0]}: ${inner}`;
  return path === written ? { name: example } : { name: path, example: `write ${example}` };
}

/** The paths of the keys that an unknown key may stand for; none if no known key resembles it. */
function meantKeys(level: string, key: string): string[] {
  const here = KEYS[level] ?? [];
  const written = bare(key);
  const same = here.find((known) => bare(known) === written);
  if (same) return [join(level, same)];
  const other = Object.keys(OTHER_NAMES).find((known) => OTHER_NAMES[known].includes(written));
  if (other) return [other];
  const elsewhere = Object.entries(KEYS).flatMap(([path, keys]) =>
    keys.filter((known) => [bare(known), bare(join(path, known))].includes(written)).map((known) => join(path, known)),
  );
  if (elsewhere.length > 0) return elsewhere;
  const near = closestName(key, here);
  return near === undefined ? [] : [join(level, near)];
}

function join(level: string, key: string): string {
  return level === '' ? key : `${level}.${key}`;
}
