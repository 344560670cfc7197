import { z } from 'zod';
import { parseJsonDocument, readStored, StoredFault } from '../documents/json-document.js';
import { integer } from '../documents/numbers.js';
import { shown } from '../documents/problem.js';
import { isMapping } from '../documents/tree.js';
import { handled } from '../errors.js';
import { arrayFromBytes, codeOf, type DtypeCode, type FileArray, type FileArrays } from './file-array.js';

// https://github.com/huggingface/safetensors#format: 8 bytes with the length of a JSON header, the header, the arrays.

/** Headers of the files that this program writes have about 5,000 bytes. */
const MAX_HEADER_BYTES = 2 ** 20;
const METADATA = '__metadata__';

/** Type names of the format, by NumPy's type codes. */
const NAMES: Readonly<Record<DtypeCode, string>> = {
  f4: 'F32',
  f8: 'F64',
  i1: 'I8',
  i2: 'I16',
  i4: 'I32',
  i8: 'I64',
  u1: 'U8',
  u2: 'U16',
  u4: 'U32',
  u8: 'U64',
  b1: 'BOOL',
};

export type Metadata = Readonly<Record<string, string>>;

/** Encodes arrays, in their order, as a `.safetensors` file. */
export function safetensorsBytes(arrays: FileArrays, metadata: Metadata): Uint8Array {
  const header: Record<string, unknown> = { [METADATA]: metadata };
  let end = 0;
  for (const [name, { dtype, shape, data }] of arrays) {
    header[name] = { dtype: NAMES[codeOf(dtype)], shape, data_offsets: [end, (end += data.byteLength)] };
  }
  const text = Buffer.from(JSON.stringify(header));
  const padded = Buffer.alloc(8 * Math.ceil(text.length / 8), ' ');
  text.copy(padded);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const contents = Array.from(arrays.values(), ({ data }) =>
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  );
  return Buffer.concat([length, padded, ...contents]);
}

const offset = integer(0, Number.MAX_SAFE_INTEGER);
const tensor = z.strictObject({
  dtype: z.string(),
  shape: z.array(offset).max(32, 'a list of at most 32 lengths'),
  data_offsets: z.tuple([offset, offset]),
});
const metadataSchema = z.record(z.string(), z.string());

/**
 * Decodes a `.safetensors` file. Throws a StoredFault if the header is not JSON or repeats a key, if arrays overlap or leave
 * gaps, or if the size of an array does not match its shape.
 */
export function safetensorsArrays(bytes: Uint8Array): { arrays: FileArrays; metadata: Metadata } {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, data } = partsOf(file);
  const { [METADATA]: metadata = {}, ...entries } = header;
  let covered = 0;
  const tensors = Object.entries(entries).map(([name, value]) => ({ name, ...read(tensor, value, name) }));
  const inOrder = tensors.toSorted(
    (a, b) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  for (const { name, data_offsets } of inOrder) {
    const [start, end] = data_offsets;
    const text = `${shown(name)} is at bytes ${start} to ${end}`;
    if (end < start || end > data.length)
      throw new StoredFault('DATA', `${text}, but the file has only ${data.length}`);
    if (start !== covered) {
      const fault =
        start < covered ? 'which overlaps another array' : `bytes ${covered} to ${start} belong to no array`;
      throw new StoredFault('DATA', `${text}, ${fault}`);
    }
    covered = end;
  }
  if (covered < data.length) throw new StoredFault('DATA', `bytes ${covered} to ${data.length} belong to no array`);
  const arrays = new Map<string, FileArray>();
  for (const { name, dtype, shape, data_offsets } of tensors) {
    const word = shown(name).slice(1, -1);
    const [code] = Object.entries(NAMES).find(([, name]) => name === dtype) ?? [];
    if (code === undefined) throw new StoredFault('VALUE', `${word} holds ${shown(dtype)}, expected F32 or F64`);
    const content = data.subarray(...data_offsets);
    arrays.set(name, arrayFromBytes(word, content, { descr: `<${code}`, shape, isFortran: false }));
  }
  return { arrays, metadata: read(metadataSchema, metadata, METADATA) };
}

function partsOf(file: Buffer): { header: Record<string, unknown>; data: Buffer } {
  if (file.length < 8) throw new StoredFault('DATA', `has ${file.length} bytes, expected at least 8 and a header`);
  const length = file.readBigUInt64LE();
  if (length > MAX_HEADER_BYTES || 8 + Number(length) > file.length) {
    const text = `has a header of ${length} bytes, expected at most ${Math.min(MAX_HEADER_BYTES, file.length - 8)}`;
    throw new StoredFault('DATA', `${text}; the file is cut off, or not a safetensors file`);
  }
  const end = 8 + Number(length);
  const text = file.toString('utf8', 8, end);
  const header = text.startsWith('{') ? parseJsonDocument(text) : undefined;
  if (!isMapping(header)) throw new StoredFault('DATA', 'has a header that is not a JSON object');
  return { header, data: file.subarray(end) };
}

/** Validates a part of the header; faults start with its name. */
function read<S extends z.ZodType>(schema: S, value: unknown, name: string): z.output<S> {
  try {
    return readStored(schema, value);
  } catch (error) {
    const { reason, message } = handled(error, StoredFault);
    throw new StoredFault(reason, `${shown(name)}: ${message}`);
  }
}
