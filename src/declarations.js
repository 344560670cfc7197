import { writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

// Writes the types of the library as one file: what index.d.ts exports and all that it refers to. Types that zod infers
// are written out: zod's own types are ten times as large as this package, and slow to check.

const program = ts.createProgram(['dist/index.d.ts'], {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  types: [],
  strict: true,
});
const checker = program.getTypeChecker();
const entry = program.getSourceFile('dist/index.d.ts');

/** Optional members about memory that threads share: they need the types of WebAssembly, which Node's do not have. */
const INTERNAL = new Set(['crew', 'originals']);

const exportsOf = (file) => checker.getExportsOfModule(checker.getSymbolAtLocation(file));
const behindAlias = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);

const exported = new Map(exportsOf(entry).map((symbol) => [behindAlias(symbol), symbol.name]));
/** Names in use: those of globals, such as `Parameters`, and of what is in the file. */
const taken = new Set(
  checker.getSymbolsInScope(entry, ts.SymbolFlags.Type | ts.SymbolFlags.Value).map(({ name }) => name),
);
/** The name of each symbol in the file. Where two modules use the same, the one that is exported keeps it. */
const names = new Map([...exported].map(([symbol, name]) => [symbol, freeName(name)]));
const texts = [];
const imports = new Set();

for (const symbol of exported.keys()) texts.push(...statementsOf(symbol).map(textOf));
const others = [...names].filter(([symbol]) => !exported.has(symbol)).map(([, name]) => name);
const face = [...exported].map(([symbol, name]) =>
  names.get(symbol) === name ? name : `${names.get(symbol)} as ${name}`,
);
const lists = [
  `export { ${face.join(', ')} };`,
  '// What these refer to, so that the declarations of a program can name it.',
  `export type { ${others.join(', ')} };`,
];
writeFileSync('dist/programs/index.d.ts', `${[...imports, ...texts, ...lists].join('\n')}\n`);

/** The top-level statements of this package that declare a symbol. */
function statementsOf({ declarations = [] }) {
  return declarations
    .map((declaration) => (ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration))
    .filter(({ parent }) => parent && ts.isSourceFile(parent) && !relative('dist', parent.fileName).startsWith('..'));
}

function freeName(name) {
  if (taken.has(name)) return freeName(`${name}_`);
  taken.add(name);
  return name;
}

function nameOf(symbol) {
  if (!names.has(symbol)) {
    names.set(symbol, freeName(symbol.name));
    texts.push(...statementsOf(symbol).map(textOf));
  }
  return names.get(symbol);
}

/** A statement with its doc comment, under the names of the one file. */
function textOf(statement) {
  const file = statement.getSourceFile();
  const edits = [];
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.ExportKeyword) {
      edits.push({ from: node.getStart(), to: node.end + 1, text: '' });
    } else if (ts.isPropertySignature(node) && INTERNAL.has(node.name.getText())) {
      edits.push({ from: node.getFullStart(), to: node.end, text: '' });
    } else if (ts.isTypeReferenceNode(node) && /^z\./.test(node.getText())) {
      edits.push({ from: node.getStart(), to: node.end, text: writtenOut(node) });
    } else if (ts.isIdentifier(node)) {
      const symbol = checker.getSymbolAtLocation(node);
      const meant = symbol && behindAlias(symbol);
      if (meant && statementsOf(meant).length > 0) {
        edits.push({ from: node.getStart(), to: node.end, text: nameOf(meant) });
      } else if (meant !== symbol) imports.add(importOf(symbol));
    } else ts.forEachChild(node, visit);
  };
  visit(statement);
  const start = statement.getStart(file, true);
  return edits.reduceRight(
    (text, { from, to, text: by }) => text.slice(0, from - start) + by + text.slice(to - start),
    file.text.slice(start, statement.end),
  );
}

/** A type that only zod's types express, as TypeScript resolves it. */
function writtenOut(node) {
  const { NoTruncation, InTypeAlias, MultilineObjectLiterals } = ts.NodeBuilderFlags;
  const type = checker.typeToTypeNode(
    checker.getTypeFromTypeNode(node),
    entry,
    NoTruncation | InTypeAlias | MultilineObjectLiterals,
  );
  const text = ts.createPrinter().printNode(ts.EmitHint.Unspecified, type, entry);
  return text.replace(/import\("([^"]+)\.js"\)\.(\w+)/g, (_, module, name) => {
    const file = program.getSourceFile(join(dirname(entry.fileName), `${module}.d.ts`));
    return nameOf(behindAlias(exportsOf(file).find((symbol) => symbol.name === name)));
  });
}

/** The import of a package's type; the package must be a dependency of this one. */
function importOf(symbol) {
  const [clause] = symbol.declarations;
  const { text } = ts.findAncestor(clause, ts.isImportDeclaration).moduleSpecifier;
  if (text !== 'ndarray')
    throw new Error(`${clause.getSourceFile().fileName}: ${text} is not installed with this package`);
  return `import type ${ts.isImportClause(clause) ? symbol.name : `{ ${symbol.name} }`} from '${text}';`;
}
