import { call, globalOf, setState } from './globals.js';
import type { Machine } from './machine.js';
import type { Value } from './values.js';

type Step = (machine: Machine) => void;

const pushed =
  (value: (machine: Machine) => Value): Step =>
  (machine) =>
    machine.push(value(machine));

/** The opcodes that a dict of arrays needs in protocols 0 to 5, by their character; see Python's pickletools. */
export const OPCODES: Readonly<Record<string, Step>> = {
  // protocol number and frame length, both ignored
  '\x80': (machine) => void machine.take(1),
  '\x95': (machine) => void machine.take(8),
  '(': (machine) => machine.mark(),
  '0': (machine) => void machine.pop(),
  // constants
  N: pushed(() => null),
  '\x88': pushed(() => true),
  '\x89': pushed(() => false),
  // integers
  I: pushed((machine) => integerWord(machine)),
  L: pushed((machine) => integerWord(machine)),
  J: pushed((machine) => machine.take(4).readInt32LE()),
  K: pushed((machine) => machine.take(1)[0]),
  M: pushed((machine) => machine.take(2).readUInt16LE()),
  '\x8a': pushed(shortLong),
  // strings; Python 2 strings hold bytes
  V: pushed((machine) => unescaped(machine.line().toString('latin1'))),
  X: pushed((machine) => machine.takePrefixed(4).toString()),
  '\x8c': pushed((machine) => machine.takePrefixed(1).toString()),
  '\x8d': pushed((machine) => machine.takePrefixed(8).toString()),
  S: pushed(quoted),
  T: pushed((machine) => machine.takePrefixed(4).toString('latin1')),
  U: pushed((machine) => machine.takePrefixed(1).toString('latin1')),
  // bytes
  B: pushed((machine) => machine.takePrefixed(4)),
  C: pushed((machine) => machine.takePrefixed(1)),
  '\x8e': pushed((machine) => machine.takePrefixed(8)),
  '\x96': pushed((machine) => machine.takePrefixed(8)),
  // tuples
  ')': pushed(() => []),
  '\x85': pushed((machine) => tuple(machine, 1)),
  '\x86': pushed((machine) => tuple(machine, 2)),
  '\x87': pushed((machine) => tuple(machine, 3)),
  t: pushed((machine) => machine.popToMark()),
  // dicts
  '}': pushed(() => new Map()),
  d: pushed((machine) => setItems(new Map(), machine.popToMark(), machine)),
  s: (machine) => {
    const [key, value] = tuple(machine, 2);
    setItems(machine.top, [key, value], machine);
  },
  u: (machine) => {
    const items = machine.popToMark();
    setItems(machine.top, items, machine);
  },
  // the memo
  p: (machine) => void machine.memo.set(integerWord(machine), machine.top),
  q: (machine) => void machine.memo.set(machine.take(1)[0], machine.top),
  r: (machine) => void machine.memo.set(machine.take(4).readUInt32LE(), machine.top),
  '\x94': (machine) => void machine.memo.set(machine.memo.size, machine.top),
  g: pushed((machine) => fromMemo(machine, integerWord(machine))),
  h: pushed((machine) => fromMemo(machine, machine.take(1)[0])),
  j: pushed((machine) => fromMemo(machine, machine.take(4).readUInt32LE())),
  // arrays and dtypes: names, calls, states
  c: pushed((machine) => globalOf(machine.word(), machine.word())),
  '\x93': pushed((machine) => {
    const [module, name] = tuple(machine, 2);
    return globalOf(module, name);
  }),
  R: pushed((machine) => {
    const [callee, args] = tuple(machine, 2);
    return call(callee, args, machine);
  }),
  b: (machine) => {
    const state = machine.pop();
    setState(machine.top, state, machine);
  },
};

/** Pops `length` values as a tuple. */
function tuple(machine: Machine, length: number): Value[] {
  return Array.from({ length }, () => machine.pop()).reverse();
}

function setItems(dict: Value, items: readonly Value[], machine: Machine): Value {
  if (!(dict instanceof Map) || items.length % 2 === 1) throw machine.damaged();
  for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
  return dict;
}

function fromMemo(machine: Machine, index: number): Value {
  const value = machine.memo.get(index);
  if (value === undefined) throw machine.damaged();
  return value;
}

function integerWord(machine: Machine): number {
  const word = machine.word();
  if (!/^-?\d{1,15}L?$/.test(word)) throw machine.damaged();
  return Number.parseInt(word, 10);
}

/** An integer of up to six bytes, enough for any length. */
function shortLong(machine: Machine): number {
  const bytes = machine.takePrefixed(1);
  if (bytes.length > 6) throw machine.damaged();
  return bytes.length === 0 ? 0 : bytes.readIntLE(0, bytes.length);
}

/** Decodes Python's raw-unicode-escape. */
function unescaped(text: string): string {
  return text.replace(/\\(?:u([\da-fA-F]{4})|U00((?:0[\da-fA-F]|10)[\da-fA-F]{4}))/g, (_, short, long) =>
    String.fromCodePoint(Number.parseInt(short ?? long, 16)),
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' };

/** A quoted string with escapes: Python 2, protocol 0. */
function quoted(machine: Machine): string {
  const line = machine.line().toString('latin1');
  const [, , text] = /^(['"])(.*)\1$/s.exec(line) ?? [];
  if (text === undefined) throw machine.damaged();
  return text.replace(/\\(?:x([\da-fA-F]{2})|(.))/gs, (whole, hex, letter) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (ESCAPES[letter] ?? whole),
  );
}
