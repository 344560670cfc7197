import { StoredFault } from '../../documents/json-document.js';
import { shown } from '../../documents/problem.js';
import type { Machine } from './machine.js';
import { Dtype, Global, PickledArray, type Value } from './values.js';

/** Our replacement for a Python call; `args` is the tuple of arguments. */
type Call = (args: readonly Value[], machine: Machine) => Value;

/** NumPy 2 renamed `numpy.core` to `numpy._core`. */
const inCore = (name: string, call: Call) => ({ [`numpy.core.${name}`]: call, [`numpy._core.${name}`]: call });

/** Every allowed name: those NumPy uses for arrays and dtypes, and `encode`, which Python 3 uses for bytes up to protocol 2. */
const CALLS: Readonly<Record<string, Call>> = {
  ...inCore('multiarray._reconstruct', ([type], machine) => {
    if (!(type instanceof Global) || type.name !== 'numpy.ndarray') throw machine.damaged();
    return new PickledArray();
  }),
  ...inCore('numeric._frombuffer', ([bytes, dtype, shape, order], machine) => {
    const array = new PickledArray();
    setState(array, [1, shape, dtype, order === 'F', bytes], machine);
    if (order !== 'F' && order !== 'C') throw machine.damaged();
    return array;
  }),
  'numpy.ndarray': (_, machine) => {
    throw machine.damaged();
  },
  'numpy.dtype': ([code], machine) => {
    if (typeof code !== 'string') throw machine.damaged();
    return new Dtype(code);
  },
  '_codecs.encode': ([text, encoding], machine) => {
    const isLatin1 = typeof text === 'string' && !/[^\0-\xff]/.test(text);
    if (!isLatin1 || encoding !== 'latin1') throw machine.damaged();
    return machine.bytesOf(text);
  },
};

/** Throws a StoredFault for a name that is not allowed. */
export function globalOf(module: Value, name: Value): Global {
  const whole = `${module}.${name}`;
  if (typeof module === 'string' && typeof name === 'string' && Object.hasOwn(CALLS, whole)) return new Global(whole);
  const text = `refers to ${shown(whole.slice(0, 100))}, which is not allowed; nothing was executed`;
  throw new StoredFault('VALUE', text);
}

export function call(callee: Value, args: Value, machine: Machine): Value {
  if (!(callee instanceof Global) || !Array.isArray(args)) throw machine.damaged();
  return CALLS[callee.name](args, machine);
}

/** Does what `__setstate__` of an array or a dtype does. */
export function setState(target: Value, state: Value, machine: Machine): void {
  if (!Array.isArray(state)) throw machine.damaged();
  if (target instanceof PickledArray) {
    const [, shape, dtype, isFortran, bytes] = state;
    if (!Array.isArray(shape) || !shape.every(isLength) || !(dtype instanceof Dtype)) throw machine.damaged();
    target.layout = { shape, dtype, isFortran: isFortran === true || isFortran === 1 };
    target.bytes = machine.bytesOf(bytes);
    return;
  }
  const [, order] = state;
  if (!(target instanceof Dtype) || typeof order !== 'string' || !/^[<>=|]$/.test(order)) throw machine.damaged();
  target.order = order;
}

function isLength(value: Value): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
