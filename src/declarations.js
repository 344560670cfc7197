import { writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

// Writes the library's types into one file: everything that index.d.ts exports, and every type those exports use.
// Types inferred by zod are expanded, because zod's own types are ten times the size of this package and slow to check.

const program = ts.createProgram(['dist/index.d.ts'], {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  types: [],
  strict: true,
});
const checker = program.getTypeChecker();
const entry = program.getSourceFile('dist/index.d.ts');

/** Optional members for memory shared by threads. They need WebAssembly types, which Node's type package lacks. */
const INTERNAL = new Set(['crew', 'originals']);

const exportsOf = (file) => checker.getExportsOfModule(checker.getSymbolAtLocation(file));
const resolveAlias = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);

const exported = new Map(exportsOf(entry).map((symbol) => [resolveAlias(symbol), symbol.name]));
/** Names already in use: global names such as `Parameters`, and names in the written file. */
const usedNames = new Set(
  checker.getSymbolsInScope(entry, ts.SymbolFlags.Type | ts.SymbolFlags.Value).map(({ name }) => name),
);
/** The name of each symbol in the written file. If two modules use one name, the exported symbol keeps it. */
const names = new Map([...exported].map(([symbol, name]) => [symbol, freeName(name)]));
const texts = [];
const imports = new Set();

for (const symbol of exported.keys()) texts.push(...statementsOf(symbol).map(textOf));
const others = [...names].filter(([symbol]) => !exported.has(symbol)).map(([, name]) => name);
const exportList = [...exported].map(([symbol, name]) =>
  names.get(symbol) === name ? name : `${names.get(symbol)} as ${name}`,
);
const exportStatements = [
  `export { ${exportList.join(', ')} };`,
  '// Types that the exports use; listed so that other declarations can name them.',
  `export type { ${others.join(', ')} };`,
];
writeFileSync('dist/programs/index.d.ts', `${[...imports, ...texts, ...exportStatements].join('\n')}\n`);

/** The top-level statements in this package that declare a symbol. */
function statementsOf({ declarations = [] }) {
  return declarations
    .map((declaration) => (ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration))
    .filter(({ parent }) => parent && ts.isSourceFile(parent) && !relative('dist', parent.fileName).startsWith('..'));
}

function freeName(name) {
  if (usedNames.has(name)) return freeName(`${name}_`);
  usedNames.add(name);
  return name;
}

function nameOf(symbol) {
  if (!names.has(symbol)) {
    names.set(symbol, freeName(symbol.name));
    texts.push(...statementsOf(symbol).map(textOf));
  }
  return names.get(symbol);
}

/** A statement with its doc comment; identifiers are replaced by their names in the written file. */
function textOf(statement) {
  const file = statement.getSourceFile();
  const edits = [];
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.ExportKeyword) {
      edits.push({ from: node.getStart(), to: node.end + 1, text: '' });
    } else if (ts.isPropertySignature(node) && INTERNAL.has(node.name.getText())) {
      edits.push({ from: node.getFullStart(), to: node.end, text: '' });
    } else if (ts.isTypeReferenceNode(node) && /^z\./.test(node.getText())) {
      edits.push({ from: node.getStart(), to: node.end, text: expandedType(node) });
    } else if (ts.isIdentifier(node)) {
      const symbol = checker.getSymbolAtLocation(node);
      const resolved = symbol && resolveAlias(symbol);
      if (resolved && statementsOf(resolved).length > 0) {
        edits.push({ from: node.getStart(), to: node.end, text: nameOf(resolved) });
      } else if (resolved !== symbol) imports.add(importOf(symbol));
    } else ts.forEachChild(node, visit);
  };
  visit(statement);
  const start = statement.getStart(file, true);
  return edits.reduceRight(
    (text, { from, to, text: by }) => text.slice(0, from - start) + by + text.slice(to - start),
    file.text.slice(start, statement.end),
  );
}

/** Expands a zod type as TypeScript resolves it. */
function expandedType(node) {
  const { NoTruncation, InTypeAlias, MultilineObjectLiterals } = ts.NodeBuilderFlags;
  const type = checker.typeToTypeNode(
    checker.getTypeFromTypeNode(node),
    entry,
    NoTruncation | InTypeAlias | MultilineObjectLiterals,
  );
  const text = ts.createPrinter().printNode(ts.EmitHint.Unspecified, type, entry);
  return text.replace(/import\("([^"]+)\.js"\)\.(\w+)/g, (_, module, name) => {
    const file = program.getSourceFile(join(dirname(entry.fileName), `${module}.d.ts`));
    return nameOf(resolveAlias(exportsOf(file).find((symbol) => symbol.name === name)));
  });
}

/** An import of a type from another package. Throws unless that package is a dependency. */
function importOf(symbol) {
  const [clause] = symbol.declarations;
  const { text } = ts.findAncestor(clause, ts.isImportDeclaration).moduleSpecifier;
  if (text !== 'ndarray')
    throw new Error(`${clause.getSourceFile().fileName}: ${text} is not installed with this package`);
  return `import type ${ts.isImportClause(clause) ? symbol.name : `{ ${symbol.name} }`} from '${text}';`;
}
