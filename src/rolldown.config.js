import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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

/** The licences of the packages whose code is in a chunk. */
function licences(chunk) {
  const packages = new Set(
    Object.keys(chunk.modules)
      .map((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/'))?.[0])
      .filter(Boolean),
  );
  const texts = [...packages].sort().map((folder) => {
    const { name, version, license, author } = JSON.parse(read(join(folder, 'package.json')));
    const file = ['LICENSE', 'LICENSE.md', 'LICENCE'].map((name) => join(folder, name)).find(existsSync);
    return `${name} ${version}\n\n${file ? read(file).trim() : `${license}, ${author?.name ?? author}`}`;
  });
  return texts.length === 0 ? '' : `/*!\n${texts.join('\n\n---\n\n').replaceAll('*/', '* /')}\n*/\n`;
}

/** Licences before the page's script, its style sheets as one file beside it. */
const licencesAndStyles = {
  name: 'licences-and-styles',
  generateBundle(_options, bundle) {
    const page = bundle['page.js'];
    // an HTML parser must not see the end of the script in it
    const code = page.code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
    page.code = licences(page) + code;
    this.emitFile({ type: 'asset', fileName: 'page.css', source: STYLES.map(read).join('\n') });
  },
};

/** The sources' imports name files as built. */
const resolve = { extensionAlias: { '.js': ['.ts', '.js'] } };

/** Everything that runs in the report page, as one classic script: a module cannot be loaded from a `file:` address. */
const page = {
  input: 'src/page/main.ts',
  platform: 'browser',
  plugins: [licencesAndStyles],
  resolve,
  onLog(level, log, handler) {
    // what Node alone has cannot run in a page
    if (level === 'warn') throw new Error(log.message);
    handler(level, log);
  },
  output: { dir: 'dist/page', entryFileNames: 'page.js', format: 'iife', minify: true },
};

/**
 * What runs as a process or a thread, with the packages it uses, in few files: to find and read 400 files takes Node three
 * times as long.
 */
const programs = {
  input: {
    'mnist-train': 'src/cli/program/mnist-train.ts',
    'mnist-eval': 'src/cli/program/mnist-eval.ts',
    'run-seed': 'src/run/seeds/child.ts',
    'live-page': 'src/live/child.ts',
    'crew-worker': 'src/engine/simd/crew-worker.ts',
  },
  platform: 'node',
  external: ['undici'], // as large as all else, and seldom loaded
  resolve,
  output: { dir: 'dist/programs', minify: { mangle: false }, postBanner: licences, chunkFileNames: '[name]-[hash].js' },
};

export default [page, programs];
