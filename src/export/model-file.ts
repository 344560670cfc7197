import { copy, type NdArray } from '../array.js';
import { readStored, StoredFault } from '../documents/json-document.js';
import { shown } from '../documents/problem.js';
import { architectureSchema, type Model, type TrainingFacts } from '../network/model-json.js';
import type { Architecture, Parameters } from '../network/network.js';
import { requireFinite, storeArrays } from '../network/stored-arrays.js';
import { type FileArrays, fileArray, floats } from './file-array.js';
import type { NetFacts } from './net-facts.js';

/** The content of a model file of another program. */
export interface ModelFile {
  readonly arrays: FileArrays;
  readonly facts?: NetFacts;
  readonly classes?: readonly string[];
  readonly training?: TrainingFacts;
  /** Hash of the parameters, as stored in the file. */
  readonly sha256?: string | undefined;
}

/** This program's inputs are bytes / 255. */
const SCALE = 255;

/** Facts that neither the file nor the user has given. */
export class UnknownFacts extends Error {
  constructor(readonly names: readonly (keyof NetFacts)[]) {
    super(`does not say its ${names.join(' and its ')}`);
  }
}

export function arraysOf({ parameters }: Pick<Model, 'parameters'>): FileArrays {
  return new Map(Object.entries(parameters).map(([name, array]) => [name, fileArray(array)]));
}

/** Builds a model from a file and the facts its user gave. Throws a StoredFault, or UnknownFacts. */
export function modelOf({ arrays, facts = {}, classes, training = {}, sha256 }: ModelFile, userFacts: NetFacts): Model {
  const read = parametersOf(arrays);
  const sizes = Object.values(read).flatMap(({ shape }) => (shape.length === 2 ? [shape[0]] : []));
  const stored = storeArrays(read).sha256;
  if (sha256 !== undefined && sha256 !== stored) {
    throw new StoredFault('DATA', 'its parameters do not match their SHA-256; the file is damaged');
  }
  const { activation, scale, loss, view = 'none' } = mergedFacts(facts, userFacts, sizes.length > 1);
  const [input, ...hidden] = sizes;
  const output = Object.values(read).at(-1)?.size;
  const architecture: Architecture = readStored(architectureSchema, {
    input,
    hidden,
    output,
    activation,
    ...(loss === 'mean-squared-error' && { loss }),
  });
  const parameters = scale === SCALE ? read : { ...read, W1: scaled(read.W1, SCALE / scale) };
  if (classes && classes.length !== output) {
    throw new StoredFault('SHAPE', `has ${classes.length} classes, its net has ${output} outputs`);
  }
  return {
    architecture,
    classes: classes ?? Array.from({ length: architecture.output }, (_, k) => String(k)),
    ...(view !== 'none' && { view }),
    training,
    precision: Object.values(parameters).some(({ data }) => data instanceof Float64Array) ? 'float64' : 'float32',
    parameters,
    sha256: parameters === read ? stored : storeArrays(parameters).sha256,
  };
}

function mergedFacts(facts: NetFacts, userFacts: NetFacts, hasHidden: boolean) {
  requireAgreement(facts, userFacts);
  const { activation = hasHidden ? undefined : 'relu', scale, loss, view } = { ...facts, ...defined(userFacts) };
  const unknown = { activation, scale };
  const names = (['activation', 'scale'] as const).filter((name) => unknown[name] === undefined);
  if (activation === undefined || scale === undefined) throw new UnknownFacts(names);
  return { activation, scale, loss, view };
}

/** Throws a StoredFault if the file contradicts the user. */
function requireAgreement(facts: NetFacts, userFacts: NetFacts): void {
  for (const [name, value] of Object.entries(facts)) {
    const other = userFacts[name as keyof NetFacts];
    const [inFile, given] = [value, other].map((fact) => (typeof fact === 'object' ? JSON.stringify(fact) : fact));
    if (inFile === undefined || given === undefined || inFile === given) continue;
    throw new StoredFault('VALUE', `its ${name} is ${inFile}, not ${given}`);
  }
}

function defined(facts: NetFacts): NetFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/** W1, b1, W2, b2 … in this order. Throws a StoredFault for other arrays, or if the sizes of two layers do not match. */
function parametersOf(arrays: FileArrays): Parameters {
  const parameters: Record<string, NdArray> = {};
  for (let i = 1, width: number | undefined; arrays.has(`W${i}`) || i === 1; i++) {
    const [W, b] = [`W${i}`, `b${i}`].map((name) => {
      const array = arrays.get(name);
      if (!array) throw new StoredFault('KEY', missing(name, arrays));
      const { shape } = array;
      if (shape.length === 4) {
        const text = `${name} is [${shape}], the filters of a convolution; only fully connected nets are supported`;
        throw new StoredFault('SHAPE', text);
      }
      return floats(name, array);
    });
    const [inputs, outputs] = W.shape;
    if (W.dimension !== 2 || b.shape.join() !== String(outputs) || inputs !== (width ?? inputs)) {
      throw new StoredFault('SHAPE', mismatch(i, W, b, width));
    }
    for (const [name, array] of [
      [`W${i}`, W],
      [`b${i}`, b],
    ] as const) {
      requireFinite(name, array);
      parameters[name] = array;
    }
    width = outputs;
  }
  const extra = [...arrays.keys()].find((name) => !Object.hasOwn(parameters, name));
  if (extra === undefined) return parameters;
  const meant = /^(?:gamma|beta)/.test(extra) ? ', of batch normalisation' : '';
  throw new StoredFault('KEY', `holds ${shown(extra.slice(0, 100))}${meant}; expected W1, b1, W2, b2 … only`);
}

function missing(name: string, arrays: FileArrays): string {
  const names = [...arrays.keys()].slice(0, 6).map((key) => shown(key.slice(0, 100)));
  const rest = arrays.size > names.length ? ' …' : '';
  return `has no ${name}, only ${names.join(', ') || 'nothing'}${rest}; expected W1, b1, W2, b2 …`;
}

function mismatch(i: number, W: NdArray, b: NdArray, width: number | undefined): string {
  const text = `W${i} is [${W.shape}], b${i} is [${b.shape}]`;
  if (W.dimension === 2 && b.shape.join() === String(W.shape[0]) && W.shape[1] === (width ?? W.shape[1])) {
    return `${text}; W${i} is transposed, save W${i}.T`;
  }
  const inputs = width === undefined ? 'inputs' : String(width);
  return `${text}, expected [${inputs},outputs] and [outputs]`;
}

/** W · factor, rounded to its precision. */
function scaled(W: NdArray, factor: number): NdArray {
  const result = copy(W);
  result.data.forEach((value, i, data) => {
    data[i] = value * factor;
  });
  requireFinite('W1 · 255 / scale', result);
  return result;
}
