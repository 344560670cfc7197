/** Tests without coverage: a package has no source maps; the others measure memory or time, or are slow and cover no other lines. */
export const UNMEASURED = [
  'test/e2e/package.test.ts',
  ...['bombs', 'download', 'exp-log', 'fuzz', 'mouse', 'one-result', 'photos'].map(
    (name) => `test/torture/${name}.test.ts`,
  ),
];
