import configs from '../../src/rolldown.config.js';

const programs = configs.find(({ output }) => output.dir === 'dist/programs');

/** Builds the programs with source maps, not minified. */
export default { ...programs, output: { ...programs.output, sourcemap: 'hidden', minify: false } };
