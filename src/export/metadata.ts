import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseJsonDocument, readStored, StoredFault } from '../documents/json-document.js';
import { handled } from '../errors.js';
import { architectureSchema, type Model } from '../network/model-json.js';
import { areProbabilities } from '../network/outputs.js';
import { viewSchema } from '../network/view-schema.js';
import type { ModelFile } from './model-file.js';

/** Everything in a model except its weights, as strings, for formats with a metadata map. */
export function metadataOf({ architecture, classes, view, training, sha256 }: Model): Record<string, string> {
  const { config, accuracy } = training as { config?: unknown; accuracy?: { testAccuracy?: number } | null };
  return {
    format: FORMAT,
    architecture: JSON.stringify(architecture),
    scale: '255',
    ...(view && { view: JSON.stringify(view) }),
    classes: JSON.stringify(classes),
    ...(accuracy?.testAccuracy !== undefined && { accuracy: String(accuracy.testAccuracy) }),
    ...(config !== undefined && { config_sha256: createHash('sha256').update(JSON.stringify(config)).digest('hex') }),
    parameters_sha256: sha256,
    training: JSON.stringify(training),
  };
}

const FORMAT = 'mnist-train-model';
const classesSchema = z.array(z.string());

/** Parses the strings of `metadataOf`; ignores the metadata of other programs. Throws a StoredFault. */
export function factsOf(metadata: Readonly<Record<string, string>>): Omit<ModelFile, 'arrays'> {
  if (metadata.format !== FORMAT) return {};
  const { architecture, scale, view, classes, training = '{}' } = metadata;
  if (scale !== '255') throw new StoredFault('VALUE', 'metadata: scale is not 255');
  const net = read('architecture', architectureSchema, architecture);
  const loss = areProbabilities(net) ? 'cross-entropy' : 'mean-squared-error';
  return {
    facts: {
      activation: net.activation,
      scale: 255,
      loss,
      view: view === undefined ? 'none' : read('view', viewSchema, view),
    },
    sha256: metadata.parameters_sha256,
    classes: read('classes', classesSchema, classes),
    training: read('training', z.record(z.string(), z.unknown()), training),
  };
}

function read<S extends z.ZodType>(name: string, schema: S, text: string | undefined): z.output<S> {
  if (text === undefined) throw new StoredFault('KEY', `metadata: ${name} is missing`);
  try {
    return readStored(schema, parseJsonDocument(text));
  } catch (error) {
    const { reason, message } = handled(error, StoredFault);
    throw new StoredFault(reason, `metadata: ${name}: ${message}`);
  }
}
