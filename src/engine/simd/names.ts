// Kernels are named after the config's names: `leaky-relu` has the kernels `leakyRelu` and `leakyReluGradient` and the
// number `LEAKY_RELU`. TypeScript reports a name that `src/engine/assembly` does not export.

/** `leaky-relu` as `leakyRelu` */
export type CamelCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

/** `leaky-relu` as `LEAKY_RELU` */
export type UpperCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${Uppercase<First>}_${UpperCase<Rest>}`
  : Uppercase<Name>;

export function camelCase<Name extends string>(name: Name): CamelCase<Name> {
  let camel = camelCases.get(name);
  if (camel === undefined) {
    camel = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    camelCases.set(name, camel);
  }
  return camel as CamelCase<Name>;
}

/** Results are cached, because every operation converts a name. */
const camelCases = new Map<string, string>();

export function upperCase<Name extends string>(name: Name): UpperCase<Name> {
  return name.replaceAll('-', '_').toUpperCase() as UpperCase<Name>;
}
