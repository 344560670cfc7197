import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseJsonDocument, readStored, StoredFault } from '../documents/json-document.js';
import { integer } from '../documents/numbers.js';
import { printable, shown } from '../documents/problem.js';
import { handled, TrainerError } from '../errors.js';
import type { Parameters } from '../network/network.js';
import { requireFinite, restoreArray, type StoredArray, storeArrays, storedArray } from '../network/stored-arrays.js';
import { type StartFacts, startFacts } from '../training/health/facts.js';
import type { TrainingState } from '../training/records.js';

/** The complete state of a run: a run resumed from it ends with the same bits. */
export interface Checkpoint {
  readonly state: TrainingState;
  /** The settings and the data that determine the results. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The results so far, as in `model.json`. */
  readonly outcome: Readonly<Record<string, unknown>>;
  readonly lengths: Readonly<Record<'loss.csv' | 'accuracy.csv', number>>;
  /** Seconds of training so far, without the pauses before it was resumed; absent in older files. */
  readonly seconds?: number | undefined;
  /** Health facts from before the first update; absent in older files. */
  readonly start?: StartFacts | undefined;
}

const FORMAT = 'mnist-train-checkpoint';
const VERSION = 1;

const whole = integer(0, Number.MAX_SAFE_INTEGER);
const fraction = z.number('a number from 0 to 1').min(0).max(1);
const accuracy = z.strictObject({
  iteration: whole,
  epoch: whole,
  trainAccuracy: fraction,
  testAccuracy: fraction.optional(),
  validationAccuracy: fraction.optional(),
});
const outcomeSchema = z.strictObject({
  iterations: whole,
  loss: z.number('a number').nullable(),
  accuracy: accuracy.nullable(),
});
const bodySchema = z.strictObject({
  settings: z.record(z.string(), z.unknown()),
  outcome: outcomeSchema.partial(),
  lengths: z.strictObject({ 'loss.csv': whole, 'accuracy.csv': whole }),
  seconds: z.number('a number from 0').min(0).optional(),
  start: startFacts.optional(),
  iteration: whole,
  batches: z.strictObject({
    random: z.strictObject({
      words: z.array(whole).max(1024, 'a list of at most 1024 words'),
      kept: z.number('a number').nullable(),
    }),
    taken: whole,
  }),
  parameters: z.record(z.string(), storedArray),
  optimizer: z.record(z.string(), storedArray),
  average: z.record(z.string(), storedArray).optional(),
  best: z
    .strictObject({
      evaluation: accuracy.extend({ since: whole }),
      parameters: z.record(z.string(), storedArray).optional(),
    })
    .optional(),
});
const fileSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  /** The hash of the body as `JSON.stringify` writes it. */
  sha256: z.string(),
  body: z.unknown(),
});

/** The text of a checkpoint file. Throws RESUME_VALUE if a parameter is not finite. */
export function checkpointToJson({ state, settings, outcome, lengths, seconds, start }: Checkpoint): string {
  const { best } = state;
  for (const [name, array] of Object.entries(state.parameters)) checked('checkpoint', () => requireFinite(name, array));
  const body: z.input<typeof bodySchema> = {
    settings,
    outcome,
    lengths,
    ...(seconds !== undefined && { seconds }),
    ...(start && { start }),
    iteration: state.iteration,
    batches: { ...state.batches, random: { ...state.batches.random, words: [...state.batches.random.words] } },
    parameters: storeArrays(state.parameters).stored,
    optimizer: storeArrays(state.optimizer).stored,
    ...(state.average && { average: storeArrays(state.average).stored }),
    ...(best && { best: { ...best, parameters: best.parameters && storeArrays(best.parameters).stored } }),
  };
  return `${JSON.stringify({ format: FORMAT, version: VERSION, sha256: hashOf(body), body })}\n`;
}

/** Reads the text of a checkpoint file. Throws `RESUME_…` errors that name `path`. */
export function checkpointFromJson(text: string, path: string): Checkpoint {
  const json = checked(path, () => parseJsonDocument(text));
  const { format, version } = Object(json) as { format?: unknown; version?: unknown };
  if (format !== FORMAT) throw damaged(path, `not a checkpoint: "format" is ${shown(format)}`);
  if (typeof version === 'number' && version > VERSION) {
    throw damaged(path, `version ${version} is newer than this program supports (${VERSION})`);
  }
  return checked(path, () => {
    const { sha256, body } = readStored(fileSchema, json);
    if (hashOf(body) !== sha256) throw new StoredFault('DATA', 'its content does not match its SHA-256');
    const { iteration, batches, parameters, optimizer, average, best, ...rest } = readStored(bodySchema, body);
    const state = {
      iteration,
      batches,
      parameters: restoreArrays(parameters),
      optimizer: restoreArrays(optimizer),
      ...(average && { average: restoreArrays(average) }),
      ...(best && { best: { ...best, parameters: best.parameters && restoreArrays(best.parameters) } }),
    };
    for (const [name, array] of Object.entries(state.parameters)) requireFinite(name, array);
    return { ...rest, state };
  });
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
    const { reason, message } = handled(error, StoredFault);
    throw damaged(path, reason === 'SYNTAX' ? 'not a whole JSON document' : message);
  }
}

function damaged(path: string, message: string): TrainerError {
  return new TrainerError('RESUME_CHECKPOINT', printable(`${path}: ${message}`));
}
