type Kernel = (...args: never[]) => unknown;
type Constant = { readonly value: number };
type NamesOf<Exports, Kind> = { [Name in keyof Exports]: Exports[Name] extends Kind ? Name : never }[keyof Exports];

export type KernelsOf<Exports> = Pick<Exports, NamesOf<Exports, Kernel>>;

/** The numbers that a module exports, such as the sizes of its structures. */
export type ConstantsOf<Exports> = { readonly [Name in NamesOf<Exports, Constant>]: number };

export interface Instance<Exports> {
  readonly kernels: KernelsOf<Exports>;
  readonly constants: ConstantsOf<Exports>;
}

/** Instantiates a module. `Exports` is the type declared in the `.d.ts` file that its compiler writes. */
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
