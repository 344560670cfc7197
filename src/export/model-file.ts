import { copy, type NdArray } from '../array.js';
import { readStored, StoredFault } from '../documents/json-document.js';
import { shown } from '../documents/problem.js';
import { architectureSchema, type Model, type TrainingFacts } from '../network/model-json.js';
import type { Architecture, Parameters } from '../network/network.js';
import { requireFinite, storeArrays } from '../network/stored-arrays.js';
import { type FileArrays, fileArray, floats } from './file-array.js';
import type { NetFacts } from './net-facts.js';

/** What a model file of another program holds. */
export interface ModelFile {
  readonly arrays: FileArrays;
  readonly facts?: NetFacts;
  readonly classes?: readonly string[];
  readonly training?: TrainingFacts;
  /** What the file says of its parameters' bytes. */
  readonly sha256?: string | undefined;
}

/** Our inputs are bytes / 255. */
const SCALE = 255;

/** A fact that a file does not tell and nobody has told. */
export class UnknownFacts extends Error {
  constructor(readonly names: readonly (keyof NetFacts)[]) {
    super(`does not say its ${names.join(' and its ')}`);
  }
}

export function arraysOf({ parameters }: Pick<Model, 'parameters'>): FileArrays {
  return new Map(Object.entries(parameters).map(([name, array]) => [name, fileArray(array)]));
}

/** The model in a file; `told` is what its user says of it. Throws a StoredFault, or UnknownFacts. */
export function modelOf({ arrays, facts = {}, classes, training = {}, sha256 }: ModelFile, told: NetFacts): Model {
  const read = parametersOf(arrays);
  const sizes = Object.values(read).flatMap(({ shape }) => (shape.length === 2 ? [shape[0]] : []));
  const stored = storeArrays(read).sha256;
  if (sha256 !== undefined && sha256 !== stored) {
    throw new StoredFault('DATA', 'its parameters do not match their SHA-256; the file is damaged');
  }
  const { activation, scale, loss, view = 'none' } = agreed(facts, told, sizes.length > 1);
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

function agreed(facts: NetFacts, told: NetFacts, hasHidden: boolean) {
  requireAgreement(facts, told);
  const { activation = hasHidden ? undefined : 'relu', scale, loss, view } = { ...facts, ...defined(told) };
  const unknown = { activation, scale };
  const names = (['activation', 'scale'] as const).filter((name) => unknown[name] === undefined);
  if (activation === undefined || scale === undefined) throw new UnknownFacts(names);
  return { activation, scale, loss, view };
}

/** Throws a StoredFault if somebody tells of a file what it contradicts. */
function requireAgreement(facts: NetFacts, told: NetFacts): void {
  for (const [name, value] of Object.entries(facts)) {
    const other = told[name as keyof NetFacts];
    const [is, said] = [value, other].map((fact) => (typeof fact === 'object' ? JSON.stringify(fact) : fact));
    if (is === undefined || said === undefined || is === said) continue;
    throw new StoredFault('VALUE', `its ${name} is ${is}, not ${said}`);
  }
}

function defined(facts: NetFacts): NetFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/** W1, b1, W2, b2 … in this order, all that a file holds, each layer as wide as the one below it. */
function parametersOf(arrays: FileArrays): Parameters {
  const parameters: Record<string, NdArray> = {};
  for (let i = 1, width: number | undefined; arrays.has(`W${i}`) || i === 1; i++) {
    const [W, b] = [`W${i}`, `b${i}`].map((name) => {
      const array = arrays.get(name);
      if (!array) throw new StoredFault('KEY', missing(name, arrays));
      const { shape } = array;
      if (shape.length === 4) {
        const text = `${name} is [${shape}], the filters of a convolution; only fully connected nets are read`;
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
