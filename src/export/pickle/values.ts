import type { Layout } from '../file-array.js';

/** The name of a function or class. It is only a name: nothing is looked up or called by it. */
export class Global {
  constructor(readonly name: string) {}
}

/** A `numpy.dtype`: its code, such as `f4`, and its byte order, which a state sets. */
export class Dtype {
  order = '=';
  constructor(readonly code: string) {}
}

/** A `numpy.ndarray`, whose state comes after it is made. */
export class PickledArray {
  layout: (Omit<Layout, 'descr'> & { readonly dtype: Dtype }) | undefined;
  bytes: Uint8Array = new Uint8Array();
}

/** What a pickle of a dict of arrays is made of. A list stands for a tuple. */
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
