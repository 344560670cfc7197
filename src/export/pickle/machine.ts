import { StoredFault } from '../../documents/json-document.js';
import { MOST_ARRAY_BYTES } from '../file-array.js';
import type { Value } from './values.js';

/** A dict of 34 arrays takes about 2,000. */
const MOST_STEPS = 100_000;
/** The longest line that is no text: a name, a number. */
const LONGEST_WORD = 200;

/** What the opcodes of a pickle work on: the bytes ahead, a stack with marks, and a memo. */
export class Machine {
  readonly memo = new Map<number, Value>();
  readonly #bytes: Buffer;
  readonly #stack: Value[] = [];
  readonly #marks: number[] = [];
  #place = 0;
  #opcodePlace = 0;
  #steps = 0;
  #copied = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The place of the opcode under way. */
  get place(): number {
    return this.#opcodePlace;
  }

  opcode(): number {
    if (++this.#steps > MOST_STEPS) throw new StoredFault('TOO_LARGE', 'has more steps than a dict of arrays needs');
    this.#opcodePlace = this.#place;
    return this.take(1)[0];
  }

  /** The next so many bytes. */
  take(length: number): Buffer {
    const end = this.#place + length;
    if (!(end <= this.#bytes.length)) {
      throw new StoredFault('SYNTAX', `ends at byte ${this.#bytes.length}; the file is cut off`);
    }
    const bytes = this.#bytes.subarray(this.#place, end);
    this.#place = end;
    return bytes;
  }

  /** The next so many bytes, where their number stands before them in `width` bytes. */
  takeCounted(width: 1 | 4 | 8): Buffer {
    const head = this.take(width);
    return this.take(width === 8 ? Number(head.readBigUInt64LE()) : head.readUIntLE(0, width));
  }

  /** The bytes up to the end of the line. */
  line(): Buffer {
    const end = this.#bytes.indexOf(10, this.#place);
    const line = this.take(end < 0 ? Number.POSITIVE_INFINITY : end - this.#place);
    this.#place++;
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

  /** Bytes, also where Python 2 wrote them as a string. Counts what it copies: one string may be copied many times. */
  bytesOf(value: Value): Uint8Array {
    if (value instanceof Uint8Array) return value;
    if (typeof value !== 'string') throw this.damaged();
    this.#copied += value.length;
    if (this.#copied > MOST_ARRAY_BYTES) throw new StoredFault('TOO_LARGE', 'unpacks to more than any net has');
    return Buffer.from(value, 'latin1');
  }

  damaged(): StoredFault {
    return new StoredFault('SYNTAX', `is no pickle of a dict of arrays from byte ${this.place} on`);
  }
}
