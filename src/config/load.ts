import { extname, parse } from 'node:path';
import { JsonError, parseJson } from '../documents/json.js';
import { shortened } from '../documents/problem.js';
import { emptySource, positionsIn, readSource, type Source, sourceError, sourceName } from '../documents/source.js';
import { offsetOf, plain, repeatedKeys, type Tree } from '../documents/tree.js';
import { handled } from '../errors.js';
import { withOverrides } from './overrides.js';
import { configFile } from './packaged.js';
import { checkConfig } from './resolve.js';
import type { Config, ConfigInput } from './schema.js';
import { withStartingModel } from './starting-model.js';
import { type Variant, variantsOf } from './variants.js';

export { resolveConfig } from './resolve.js';

/**
 * Reads a JSON or YAML config, applies the overrides, checks it and fills in the defaults. path: a file, `-` for standard
 * input, or the name of a packaged config. With `init.from`, that model decides some of the defaults. Throws a `TrainerError`
 * of the family `CONFIG` that names every problem with its line and column, or MODEL_… if the model cannot be read.
 */
export async function loadConfig(path: string, overrides: ConfigInput = {}): Promise<Config> {
  const source = await readSource(configFile(path), sourceName(path));
  const tree = isJson(source) ? jsonTree(source) : (await import('../documents/yaml.js')).parseYaml(source);
  const raw = plain(tree);
  if (raw === null) throw emptySource(source.name);
  const place = positionsIn(source.text);
  const repeated = repeatedKeys(tree).map(({ key, offset, firstOffset }) => ({
    code: 'CONFIG_DUPLICATE' as const,
    message: `"${shortened(key)}" is set twice (first at line ${place(firstOffset).line})`,
    hint: 'keep one of the two',
    position: place(offset),
  }));
  const whole = withOverrides(raw, overrides);
  const variants: Variant[] = [];
  for (const variant of variantsOf(whole, overrides)) {
    variants.push({ ...variant, raw: await withStartingModel(variant.raw) });
  }
  return checkConfig(await withStartingModel(whole), variants, overrides, source.name, repeated, (problem) => {
    const { path, part } = problem;
    // a problem that an entry of runs causes elsewhere is reported at the entry
    const isOfRun = path[0] === 'runs' && path.length > 2;
    const offset = offsetOf(tree, path, part) ?? (isOfRun ? offsetOf(tree, path.slice(0, 2), 'value') : undefined);
    return offset === undefined ? problem : { ...problem, position: place(offset) };
  });
}

/** `my/net.yaml` → `net`, `-` → `stdin`. Also the name of the run's folder. */
export function configName(path: string): string {
  return parse(sourceName(path)).name;
}

function isJson({ name, text }: Source): boolean {
  const extension = extname(name).toLowerCase();
  if (extension === '.yaml' || extension === '.yml') return false;
  return extension === '.json' || text.trimStart().startsWith('{');
}

function jsonTree(source: Source): Tree {
  try {
    return parseJson(source.text);
  } catch (error) {
    const { reason, offset, message, hint } = handled(error, JsonError);
    throw sourceError(source, offset, {
      code: reason === 'TOO_LARGE' ? 'CONFIG_DEPTH' : 'CONFIG_SYNTAX',
      message,
      hint,
    });
  }
}
