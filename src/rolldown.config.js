import { readdirSync, readFileSync } from 'node:fs';
import { resolve as absolute, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const read = (path) => readFileSync(path, 'utf8');
const stylesheetsIn = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.css'))
    .sort()
    .map((name) => join(folder, name));

/** In order of precedence: widgets override the page, sections override both. */
const STYLES = [
  'node_modules/uplot/dist/uPlot.min.css',
  ...['src/page/styles', 'src/page/styles/widgets', 'src/page/styles/sections'].flatMap(stylesheetsIn),
];

/** Licence texts of packages that contain no licence file. */
const LICENCES = {
  '@bufbuild/protobuf': () => {
    const [bsd] = read('node_modules/@bufbuild/protobuf/dist/esm/wire/varint.js').split('\n/**');
    return `${read('node_modules/typescript/LICENSE.txt').trim()}\n\n${bsd.replaceAll(/^\/\/ ?/gm, '')}`;
  },
};

/** The licences of all packages bundled in the chunks. */
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
 * Writes a page script as `name.br` with the licences of its packages in front, and other texts as `.br` files. All are
 * compressed, because a page is written rarely.
 */
const compressed = (name, texts = {}) => ({
  name: 'compressed',
  generateBundle(_options, bundle) {
    const chunk = bundle[name];
    // The script must not contain a tag that an HTML parser would act on.
    const code = chunk.code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
    const script = `/*!\n${licences([chunk]).replaceAll('*/', '* /')}\n*/\n${code}`;
    delete bundle[name];
    for (const [file, text] of Object.entries({ [name]: script, ...texts })) {
      this.emitFile({ type: 'asset', fileName: `${file}.br`, source: brotliCompressSync(text) });
    }
  },
});

/** Imports in the sources use the names of the built files. */
const resolve = { extensionAlias: { '.js': ['.ts', '.js'] } };

/** Parts of packages that no bundled program calls: the writers of YAML and of JSON Schema. */
const UNUSED_IN_PROGRAMS =
  /\/yaml\/browser\/dist\/stringify\/|\/zod\/v4\/core\/(?:json-schema-processors|to-json-schema)\.js$/;

/** Code that training needs only in Node: threads, kernel files, distortions, readers of other model formats, teachers. */
const UNUSED_IN_PAGE =
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

/** A classic script for the page. Browsers cannot load a module from a `file:` address. */
const script = (name, input, options) => ({
  input,
  platform: 'browser',
  resolve: { ...resolve, alias: { ndarray: absolute('src/page/ndarray.ts') } },
  checks: { pluginTimings: false }, // this warning depends on the machine's load, and warnings are errors here
  onLog(level, log, handler) {
    // A warning means that the script uses something that only Node has.
    if (level === 'warn') throw new Error(log.message);
    handler(level, log);
  },
  ...options,
  output: { dir: 'dist/page', entryFileNames: name, format: 'iife', minify: true, ...options.output },
});

/** The page's scripts, without training. */
const page = script('page.js', 'src/page/entry.ts', {
  plugins: [compressed('page.js', { 'page.css': STYLES.map(read).join('\n') })],
  external: /\/shapes\.js$/, // the report writes this module into the page
  output: { globals: () => 'shapes' },
});

/** The worker that trains a net in the page of `mnist-train playground`. */
const worker = script('worker.js', 'src/page/trainer/worker.ts', {
  plugins: [compressed('worker.js'), leaveOut(UNUSED_IN_PROGRAMS, UNUSED_IN_PAGE)],
});

const inputs = {
  'mnist-train': 'src/cli/program/mnist-train.ts',
  'mnist-eval': 'src/cli/program/mnist-eval.ts',
  'one-run': 'src/run/several/child.ts',
  'live-page': 'src/live/child.ts',
  'crew-worker': 'src/engine/simd/crew-worker.ts',
  index: 'src/index.ts',
};

/** A module and all its static imports. Dynamic imports are left out. */
function imported(id, graph, found = new Set()) {
  if (found.has(id)) return found;
  found.add(id);
  for (const next of graph.getModuleInfo(id)?.importedIds ?? []) imported(next, graph, found);
  return found;
}

/** Puts modules that the same inputs load into one file named after those inputs. Rolldown splits off dynamic imports. */
function sharedBy() {
  let loaded;
  return (id, graph) => {
    if (graph.getModuleInfo(id)?.isEntry) return null;
    loaded ??= Object.entries(inputs).map(([name, path]) => [name, imported(absolute(path), graph)]);
    const loading = loaded.filter(([, modules]) => modules.has(id)).map(([name]) => name);
    return loading.length < 2 ? null : loading.join('-');
  };
}

const licencesFile = {
  name: 'licences-file',
  generateBundle(_options, bundle) {
    this.emitFile({ type: 'asset', fileName: 'licences.txt', source: licences(Object.values(bundle)) });
  },
};

/**
 * The programs and the library, bundled with their packages into few files: Node takes three times as long to load 400
 * files. Functions keep their names for error stacks.
 */
const programs = {
  input: inputs,
  platform: 'node',
  external: ['undici'], // as large as everything else, and rarely loaded
  plugins: [licencesFile, leaveOut(UNUSED_IN_PROGRAMS)],
  preserveEntrySignatures: 'allow-extension',
  resolve: {
    ...resolve,
    alias: {
      // The ES module builds, from which unused code can be removed.
      yaml: absolute('node_modules/yaml/browser/dist/index.js'),
      fflate: absolute('node_modules/fflate/esm/browser.js'),
      // jpeg-js only decodes here.
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
