// Adds the coverage of the built programs, which tests start as processes, to that of Vitest.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mergeScriptCovs } from '@bcoe/v8-coverage';
import v8 from '@vitest/coverage-v8';

const PROGRAMS = fileURLToPath(new URL('../../dist/programs', import.meta.url));
/** The folder in which Node writes the coverage of each process that a test starts. */
export const RAW = fileURLToPath(new URL('../../coverage/commands', import.meta.url));

/** V8's coverage of each built file in all processes. */
function coverageOfBuilt() {
  const scripts = new Map();
  for (const name of readdirSync(RAW)) {
    for (const { url, functions } of JSON.parse(readFileSync(join(RAW, name), 'utf8')).result) {
      const [address] = url.split('?'); // the warm process adds a query for each command
      const path = address.startsWith('file:') ? fileURLToPath(address) : '';
      if (dirname(path) !== PROGRAMS || !existsSync(`${path}.map`)) continue;
      const script = { scriptId: '0', url: address, functions };
      scripts.set(path, scripts.has(path) ? mergeScriptCovs([scripts.get(path), script]) : script);
    }
  }
  return scripts;
}

const startOf = ({ start }) => `${start.line}:${start.column}`;

/** Adds the hits of items that start at the same place. Their ends differ between the two compilers. */
function addHits(to, from) {
  const add = (items, hits, otherItems, otherHits, keyOf) => {
    const at = new Map(Object.entries(otherItems).map(([id, item]) => [keyOf(item), otherHits[id]]));
    for (const [id, item] of Object.entries(items)) {
      const more = at.get(keyOf(item));
      if (more === undefined) continue;
      hits[id] = Array.isArray(more) ? hits[id].map((count, i) => count + (more[i] ?? 0)) : hits[id] + more;
    }
  };
  add(to.statementMap, to.s, from.statementMap, from.s, startOf);
  add(to.fnMap, to.f, from.fnMap, from.f, ({ loc }) => startOf(loc));
  add(to.branchMap, to.b, from.branchMap, from.b, ({ type, loc }) => `${type} ${startOf(loc)}`);
}

export default {
  ...v8,
  async getProvider() {
    const provider = await v8.getProvider();
    const inVitest = provider.generateCoverage;
    provider.generateCoverage = async function (options) {
      const coverage = await inVitest.call(this, options);
      for (const [path, { url, functions }] of coverageOfBuilt()) {
        const map = JSON.parse(readFileSync(`${path}.map`, 'utf8'));
        map.sources = map.sources.map((source) => new URL(source, url).href);
        const code = readFileSync(path, 'utf8');
        for (const data of Object.values(await this.remapCoverage(url, 0, { code, map }, functions))) {
          if (coverage.data[data.path]) addHits(coverage.data[data.path].data, data);
        }
      }
      return coverage;
    };
    return provider;
  },
};
