import configs from '../../src/rolldown.config.js';

const programs = configs.find(({ output }) => output.dir === 'dist/programs');

/** The programs with source maps, as they were written. */
export default { ...programs, output: { ...programs.output, sourcemap: 'hidden', minify: false } };
