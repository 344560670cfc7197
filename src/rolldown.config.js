import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve as absolute, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const read = (path) => readFileSync(path, 'utf8');
const sheetsIn = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.css'))
    .sort()
    .map((name) => join(folder, name));

/** Widgets override the page, sections override both. */
const STYLES = [
  'node_modules/uplot/dist/uPlot.min.css',
  ...['src/page/styles', 'src/page/styles/widgets', 'src/page/styles/sections'].flatMap(sheetsIn),
];

/** The licences of the packages whose code is in some of the chunks. */
function licences(chunks) {
  const packages = new Set(
    chunks
      .flatMap(({ modules = {} }) => Object.keys(modules))
      .map((id) => /^[^\0?]*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/'))?.[0])
      .filter(Boolean),
  );
  const texts = [...packages].sort().map((folder) => {
    const { name, version, license, author } = JSON.parse(read(join(folder, 'package.json')));
    const file = ['LICENSE', 'LICENSE.md', 'LICENCE'].map((name) => join(folder, name)).find(existsSync);
    return `${name} ${version}\n\n${file ? read(file).trim() : `${license}, ${author?.name ?? author}`}`;
  });
  return texts.join('\n\n---\n\n');
}

/** Licences before the page's script, its style sheets as one file beside it; both compressed, for a report is seldom written. */
const licencesAndStyles = {
  name: 'licences-and-styles',
  generateBundle(_options, bundle) {
    const page = bundle['page.js'];
    // an HTML parser must not see the end of the script in it
    const code = page.code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
    const script = `/*!\n${licences([page]).replaceAll('*/', '* /')}\n*/\n${code}`;
    delete bundle['page.js'];
    for (const [fileName, text] of Object.entries({
      'page.js.br': script,
      'page.css.br': STYLES.map(read).join('\n'),
    })) {
      this.emitFile({ type: 'asset', fileName, source: brotliCompressSync(text) });
    }
  },
};

/** The sources' imports name files as built. */
const resolve = { extensionAlias: { '.js': ['.ts', '.js'] } };

/** Everything that runs in the report page, as one classic script: a module cannot be loaded from a `file:` address. */
const page = {
  input: 'src/page/main.ts',
  platform: 'browser',
  plugins: [licencesAndStyles],
  external: /\/shapes\.js$/, // the report, which has it, writes it into the page
  resolve,
  checks: { bundlerTimings: false }, // a busy machine would fail the build
  onLog(level, log, handler) {
    // what Node alone has cannot run in a page
    if (level === 'warn') throw new Error(log.message);
    handler(level, log);
  },
  output: {
    dir: 'dist/page',
    cleanDir: true,
    entryFileNames: 'page.js',
    format: 'iife',
    globals: () => 'shapes',
    minify: true,
  },
};

const inputs = {
  'mnist-train': 'src/cli/program/mnist-train.ts',
  'mnist-eval': 'src/cli/program/mnist-eval.ts',
  'run-seed': 'src/run/seeds/child.ts',
  'live-page': 'src/live/child.ts',
  'crew-worker': 'src/engine/simd/crew-worker.ts',
  index: 'src/index.ts',
};

/** A module and what it imports, without what it imports on demand. */
function imported(id, graph, found = new Set()) {
  if (found.has(id)) return found;
  found.add(id);
  for (const next of graph.getModuleInfo(id)?.importedIds ?? []) imported(next, graph, found);
  return found;
}

/** Modules that the same inputs load are one file, named by those; what is loaded on demand is left to rolldown. */
function sharedBy() {
  let loaded;
  return (id, graph) => {
    if (graph.getModuleInfo(id)?.isEntry) return null;
    loaded ??= Object.entries(inputs).map(([name, path]) => [name, imported(absolute(path), graph)]);
    const loading = loaded.filter(([, modules]) => modules.has(id)).map(([name]) => name);
    return loading.length < 2 ? null : loading.join('-');
  };
}

const licencesBeside = {
  name: 'licences-beside',
  generateBundle(_options, bundle) {
    this.emitFile({ type: 'asset', fileName: 'licences.txt', source: licences(Object.values(bundle)) });
  },
};

/** Parts of packages that no program calls: what writes YAML, and JSON Schema, which only the build writes. */
const LEFT_OUT = /\/yaml\/browser\/dist\/stringify\/|\/zod\/v4\/core\/(?:json-schema-processors|to-json-schema)\.js$/;

const leaveOut = {
  name: 'leave-out',
  load(id) {
    if (!LEFT_OUT.test(id.replaceAll('\\', '/'))) return null;
    const names = [...read(id).matchAll(/^export (?:(?:const|function) (\w+)|{ (.+) })/gm)].flatMap(
      ([, name, list]) => name ?? list.split(', ').map((item) => item.split(' as ').at(-1)),
    );
    const leftOut = `const leftOut = () => { throw new Error('left out by rolldown.config.js'); };`;
    return `${leftOut} export { ${names.map((name) => `leftOut as ${name}`).join(', ')} };`;
  },
};

/**
 * What runs as a process or a thread, and the library, with the packages they use, in few files: to find and read 400 files
 * takes Node three times as long. Functions keep their names, for the stacks of errors.
 */
const programs = {
  input: inputs,
  platform: 'node',
  external: ['undici'], // as large as all else, and seldom loaded
  plugins: [licencesBeside, leaveOut],
  preserveEntrySignatures: 'allow-extension',
  resolve: {
    ...resolve,
    alias: {
      // modules, of which what is not used is left out
      yaml: absolute('node_modules/yaml/browser/dist/index.js'),
      // of jpeg-js, which only decodes here
      './lib/encoder': false,
    },
  },
  output: {
    dir: 'dist/programs',
    cleanDir: true,
    chunkFileNames: '[name].js',
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: sharedBy(), debugName: 'shared' }] },
    minify: { compress: { keepNames: { function: true, class: true } }, mangle: { toplevel: true, keepNames: true } },
  },
};

export default [page, programs];
