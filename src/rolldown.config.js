import { readdirSync, readFileSync } from 'node:fs';
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

/** The licence of a package that has no file of it. */
const LICENCES = {
  '@bufbuild/protobuf': () => {
    const [bsd] = read('node_modules/@bufbuild/protobuf/dist/esm/wire/varint.js').split('\n/**');
    return `${read('node_modules/typescript/LICENSE.txt').trim()}\n\n${bsd.replaceAll(/^\/\/ ?/gm, '')}`;
  },
};

/** The licences of the packages whose code is in some of the chunks. */
function licences(chunks) {
  const packages = new Set(
    chunks
      .flatMap(({ modules = {} }) => Object.keys(modules))
      .map((id) => /^[^\0?]*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/'))?.[0])
      .filter(Boolean),
  );
  const texts = [...packages].sort().map((folder) => {
    const { name, version } = JSON.parse(read(join(folder, 'package.json')));
    const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
    if (file === undefined && !(name in LICENCES)) throw new Error(`${name} has no file with its licence`);
    const text = file === undefined ? LICENCES[name]() : read(join(folder, file));
    return `${name} ${version}\n\n${text.trim()}`;
  });
  return texts.join('\n\n---\n\n');
}

/**
 * A script of the page as `name.br`, behind the licences of what is in it, and texts beside it; all compressed, for a page is
 * seldom written.
 */
const compressed = (name, texts = {}) => ({
  name: 'compressed',
  generateBundle(_options, bundle) {
    const chunk = bundle[name];
    // an HTML parser must not see the end of the script in it
    const code = chunk.code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
    const script = `/*!\n${licences([chunk]).replaceAll('*/', '* /')}\n*/\n${code}`;
    delete bundle[name];
    for (const [file, text] of Object.entries({ [name]: script, ...texts })) {
      this.emitFile({ type: 'asset', fileName: `${file}.br`, source: brotliCompressSync(text) });
    }
  },
});

/** The sources' imports name files as built. */
const resolve = { extensionAlias: { '.js': ['.ts', '.js'] } };

/** Parts of packages that no program calls: what writes YAML, and JSON Schema, which only the build writes. */
const LEFT_OUT = /\/yaml\/browser\/dist\/stringify\/|\/zod\/v4\/core\/(?:json-schema-processors|to-json-schema)\.js$/;

/** What training has for Node alone: threads, files of kernels, the distortions that need both, model files of others, teachers. */
const LEFT_OUT_OF_PAGE =
  /\/src\/(?:augment\/distorter|engine\/simd\/(?:compiled-module|crew)|export\/formats|layers\/distillation)\.ts$/;

const leaveOut = (...patterns) => ({
  name: 'leave-out',
  load(id) {
    if (!patterns.some((pattern) => pattern.test(id.replaceAll('\\', '/')))) return null;
    const names = [...read(id).matchAll(/^export (?:(?:const|function|class) (\w+)|{ (.+) })/gm)].flatMap(
      ([, name, list]) => name ?? list.split(', ').map((item) => item.split(' as ').at(-1)),
    );
    const leftOut = `const leftOut = () => { throw new Error('left out by rolldown.config.js'); };`;
    return `${leftOut} export { ${names.map((name) => `leftOut as ${name}`).join(', ')} };`;
  },
});

/** A classic script of the page: a module cannot be loaded from a `file:` address. */
const script = (name, input, options) => ({
  input,
  platform: 'browser',
  resolve: { ...resolve, alias: { ndarray: absolute('src/page/ndarray.ts') } },
  checks: { pluginTimings: false }, // a warning, which is an error here, where the machine is busy
  onLog(level, log, handler) {
    // what Node alone has cannot run in a page
    if (level === 'warn') throw new Error(log.message);
    handler(level, log);
  },
  ...options,
  output: { dir: 'dist/page', entryFileNames: name, format: 'iife', minify: true, ...options.output },
});

/** Everything that runs in a page but training. */
const page = script('page.js', 'src/page/entry.ts', {
  plugins: [compressed('page.js', { 'page.css': STYLES.map(read).join('\n') })],
  external: /\/shapes\.js$/, // the report, which has it, writes it into the page
  output: { globals: () => 'shapes' },
});

/** What trains in the page of `mnist-train playground`. */
const worker = script('worker.js', 'src/page/trainer/worker.ts', {
  plugins: [compressed('worker.js'), leaveOut(LEFT_OUT, LEFT_OUT_OF_PAGE)],
});

const inputs = {
  'mnist-train': 'src/cli/program/mnist-train.ts',
  'mnist-eval': 'src/cli/program/mnist-eval.ts',
  'one-run': 'src/run/several/child.ts',
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

/**
 * What runs as a process or a thread, and the library, with the packages they use, in few files: to find and read 400 files
 * takes Node three times as long. Functions keep their names, for the stacks of errors.
 */
const programs = {
  input: inputs,
  platform: 'node',
  external: ['undici'], // as large as all else, and seldom loaded
  plugins: [licencesBeside, leaveOut(LEFT_OUT)],
  preserveEntrySignatures: 'allow-extension',
  resolve: {
    ...resolve,
    alias: {
      // modules, of which what is not used is left out
      yaml: absolute('node_modules/yaml/browser/dist/index.js'),
      fflate: absolute('node_modules/fflate/esm/browser.js'),
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

export default [page, worker, programs];
