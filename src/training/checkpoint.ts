import { createHash } from 'node:crypto';
import { z } from 'zod';
import { TrainerError } from '../errors.js';
import type { Parameters } from '../network/network.js';
import {
  requireFinite,
  restoreArray,
  type StoredArray,
  StoredArrayError,
  storeArrays,
  storedArray,
} from '../network/stored-arrays.js';
import type { TrainingState } from './records.js';

/** A moment of a run, complete: from it the rest of the run follows bit for bit. */
export interface Checkpoint {
  readonly state: TrainingState;
  /** What decides the run's results: its settings and its data. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What the run had come to, see `model.json`. */
  readonly outcome: Readonly<Record<string, unknown>>;
  /** How long its CSV files were, in bytes. */
  readonly lengths: CsvLengths;
}

export interface CsvLengths {
  readonly 'loss.csv': number;
  readonly 'accuracy.csv': number;
}

const FORMAT = 'mnist-train-checkpoint';
const VERSION = 1;

const length = z.int().min(0);
const word = z.int().min(0);
const bodySchema = z.strictObject({
  settings: z.record(z.string(), z.unknown()),
  outcome: z.record(z.string(), z.unknown()),
  lengths: z.strictObject({ 'loss.csv': length, 'accuracy.csv': length }),
  iteration: z.int().min(0),
  batches: z.strictObject({
    random: z.strictObject({ words: z.array(word).max(1024), kept: z.number().nullable() }),
    taken: z.int().min(0),
  }),
  parameters: z.record(z.string(), storedArray),
  optimizer: z.record(z.string(), storedArray),
});
const fileSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  /** Of the body as `JSON.stringify` writes it. */
  sha256: z.string(),
  body: z.unknown(),
});

/** The text of a checkpoint file. Throws RESUME_VALUE if a parameter is not finite. */
export function checkpointToJson({ state, settings, outcome, lengths }: Checkpoint): string {
  for (const [name, array] of Object.entries(state.parameters)) checked('checkpoint', () => requireFinite(name, array));
  const body: z.input<typeof bodySchema> = {
    settings,
    outcome,
    lengths,
    iteration: state.iteration,
    batches: { ...state.batches, random: { ...state.batches.random, words: [...state.batches.random.words] } },
    parameters: storeArrays(state.parameters).stored,
    optimizer: storeArrays(state.optimizer).stored,
  };
  return `${JSON.stringify({ format: FORMAT, version: VERSION, sha256: hashOf(body), body })}\n`;
}

/** Reads it back. `path` is named in errors, which are TrainerErrors `RESUME_…`. */
export function checkpointFromJson(text: string, path: string): Checkpoint {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw damaged(path, 'not a whole JSON document');
  }
  const { format, version } = Object(json) as { format?: unknown; version?: unknown };
  if (format !== FORMAT) throw damaged(path, `not a checkpoint: "format" is ${JSON.stringify(format)?.slice(0, 60)}`);
  if (typeof version === 'number' && version > VERSION) {
    throw damaged(path, `version ${version} is newer than this program supports (${VERSION})`);
  }
  const file = fileSchema.safeParse(json);
  if (!file.success) throw damaged(path, problem(file.error));
  if (hashOf(file.data.body) !== file.data.sha256) throw damaged(path, 'its content does not match its SHA-256');
  const result = bodySchema.safeParse(file.data.body);
  if (!result.success) throw damaged(path, problem(result.error));
  const { iteration, batches, parameters, optimizer, ...rest } = result.data;
  const restored = checked(path, () => ({
    parameters: restoreArrays(parameters),
    optimizer: restoreArrays(optimizer),
  }));
  for (const [name, array] of Object.entries(restored.parameters)) checked(path, () => requireFinite(name, array));
  return { ...rest, state: { iteration, batches, ...restored } };
}

function restoreArrays(stored: Readonly<Record<string, StoredArray>>): Parameters {
  return Object.fromEntries(
    Object.entries(stored).map(([name, array]) => [name, restoreArray(name, array.shape, array).array]),
  );
}

function hashOf(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}

function checked<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof StoredArrayError ? damaged(path, error.message) : error;
  }
}

function problem({ issues: [issue] }: z.ZodError): string {
  return `${issue.path.join('.') || 'the file'}: ${issue.message}`;
}

function damaged(path: string, message: string): TrainerError {
  return new TrainerError('RESUME_CHECKPOINT', `${path}: ${message}`);
}
