import type { Layout } from '../file-array.js';

/** The name of a Python function or class. It is never looked up or called. */
export class Global {
  constructor(readonly name: string) {}
}

/** A `numpy.dtype`: its code, such as `f4`, and its byte order, which `setState` sets. */
export class Dtype {
  order = '=';
  constructor(readonly code: string) {}
}

/** A `numpy.ndarray`, empty until `setState` is called. */
export class PickledArray {
  layout: (Omit<Layout, 'descr'> & { readonly dtype: Dtype }) | undefined;
  bytes: Uint8Array = new Uint8Array();
}

/** Any value in a pickled dict of arrays. A list stands for a tuple. */
export type Value =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | Value[]
  | Map<Value, Value>
  | Global
  | Dtype
  | PickledArray;
