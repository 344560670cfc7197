import { StoredFault } from '../../documents/json-document.js';
import { MAX_ARRAY_BYTES } from '../file-array.js';
import type { Value } from './values.js';

/** Limit on opcodes; a dict of 34 arrays has about 2,000. */
const MAX_OPCODES = 100_000;
/** Limit on the length of a name or a number. */
const LONGEST_WORD = 200;

/** The state of Python's pickle machine: the input, a stack with marks, and a memo. */
export class Machine {
  readonly memo = new Map<number, Value>();
  readonly #bytes: Buffer;
  readonly #stack: Value[] = [];
  readonly #marks: number[] = [];
  #next = 0;
  #opcodeOffset = 0;
  #opcodes = 0;
  #copied = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Offset of the current opcode. */
  get offset(): number {
    return this.#opcodeOffset;
  }

  opcode(): number {
    if (++this.#opcodes > MAX_OPCODES)
      throw new StoredFault('TOO_LARGE', 'has more opcodes than a dict of arrays needs');
    this.#opcodeOffset = this.#next;
    return this.take(1)[0];
  }

  /** The next `length` bytes. */
  take(length: number): Buffer {
    const end = this.#next + length;
    if (!(end <= this.#bytes.length)) {
      throw new StoredFault('SYNTAX', `ends at byte ${this.#bytes.length}; the file is cut off`);
    }
    const bytes = this.#bytes.subarray(this.#next, end);
    this.#next = end;
    return bytes;
  }

  /** Bytes with a length prefix of `width` bytes. */
  takePrefixed(width: 1 | 4 | 8): Buffer {
    const head = this.take(width);
    return this.take(width === 8 ? Number(head.readBigUInt64LE()) : head.readUIntLE(0, width));
  }

  /** The rest of the line. */
  line(): Buffer {
    const end = this.#bytes.indexOf(10, this.#next);
    const line = this.take(end < 0 ? Number.POSITIVE_INFINITY : end - this.#next);
    this.#next++;
    return line;
  }

  word(): string {
    const line = this.line();
    if (line.length > LONGEST_WORD) throw this.damaged();
    return line.toString();
  }

  push(value: Value): void {
    this.#stack.push(value);
  }

  pop(): Value {
    const value = this.#stack.length > (this.#marks.at(-1) ?? 0) ? this.#stack.pop() : undefined;
    if (value === undefined) throw this.damaged();
    return value;
  }

  get top(): Value {
    const value = this.pop();
    this.push(value);
    return value;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  popToMark(): Value[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.damaged();
    return this.#stack.splice(mark);
  }

  /** Bytes, or a Python 2 string as bytes. Limits the total, since a hostile pickle may use one string many times. */
  bytesOf(value: Value): Uint8Array {
    if (value instanceof Uint8Array) return value;
    if (typeof value !== 'string') throw this.damaged();
    this.#copied += value.length;
    if (this.#copied > MAX_ARRAY_BYTES) throw new StoredFault('TOO_LARGE', 'unpacks to more data than a net can have');
    return Buffer.from(value, 'latin1');
  }

  damaged(): StoredFault {
    return new StoredFault('SYNTAX', `is not a pickled dict of arrays: unexpected data at byte ${this.offset}`);
  }
}
