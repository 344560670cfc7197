import { readFileSync } from 'node:fs';
import { packageFile } from '../../files/package-file.js';

type Kernel = (...args: never[]) => unknown;
type Constant = { readonly value: number };
type NamesOf<Exports, Kind> = { [Name in keyof Exports]: Exports[Name] extends Kind ? Name : never }[keyof Exports];

/** The functions among the exports of a module. */
export type KernelsOf<Exports> = Pick<Exports, NamesOf<Exports, Kernel>>;

/** The numbers among the exports of a module, such as the sizes of its structures. */
export type ConstantsOf<Exports> = { readonly [Name in NamesOf<Exports, Constant>]: number };

export interface Instance<Exports> {
  readonly kernels: KernelsOf<Exports>;
  readonly constants: ConstantsOf<Exports>;
}

const modules = new Map<string, WebAssembly.Module>();

/** The WebAssembly module in a file of `dist/`, compiled once per thread. */
export function compiledModule(file: string): WebAssembly.Module {
  let module = modules.get(file);
  if (!module) {
    module = new WebAssembly.Module(readFileSync(packageFile(`dist/${file}`)));
    modules.set(file, module);
  }
  return module;
}

/** Instantiates a module. `Exports` is what the compiler declares in the module's `.d.ts` file. */
export function instantiate<Exports>(module: WebAssembly.Module, imports: WebAssembly.Imports): Instance<Exports> {
  const exports = Object.entries(new WebAssembly.Instance(module, imports).exports);
  const kernels = exports.filter(([, value]) => typeof value === 'function');
  const constants = exports.flatMap(([name, value]) =>
    value instanceof WebAssembly.Global ? [[name, value.value]] : [],
  );
  return {
    kernels: Object.fromEntries(kernels) as KernelsOf<Exports>,
    constants: Object.fromEntries(constants),
  };
}
