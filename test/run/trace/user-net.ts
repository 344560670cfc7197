import type { FileArray } from '../../../src/export/file-array.js';
import { NumpyRandom } from '../../../src/random/numpy.js';

export type Rows = number[][];

export const dot = (a: Rows, b: Rows): Rows =>
  a.map((row) => b[0].map((_, k) => row.reduce((sum, value, i) => sum + value * b[i][k], 0)));
export const flip = (a: Rows): Rows => a[0].map((_, k) => a.map((row) => row[k]));
export const each = (a: Rows, f: (value: number, n: number, k: number) => number): Rows =>
  a.map((row, n) => row.map((value, k) => f(value, n, k)));
export const columns = (a: Rows): number[] => a[0].map((_, k) => a.reduce((sum, row) => sum + row[k], 0));
const add = (a: Rows, b: number[]): Rows => each(a, (value, _, k) => value + b[k]);
export const reshape = (a: Rows, width: number): Rows => {
  const flat = a.flat();
  return Array.from({ length: flat.length / width }, (_, n) => flat.slice(n * width, (n + 1) * width));
};

export type Arrays = Record<string, Rows | number[] | number>;

/** A user's two-layer net, written like the book's and independent of ours. Tests replace methods by wrong ones. */
export class UserNet {
  readonly p: Record<'W1' | 'W2', Rows> & Record<'b1' | 'b2', number[]>;
  readonly x: Rows;
  readonly labels: number[];
  rate = 0.1;

  constructor(
    readonly activation: 'relu' | 'sigmoid' = 'relu',
    [I, H, K] = [8, 6, 5],
    N = 9,
  ) {
    const random = new NumpyRandom(1);
    const normals = (rows: number, width: number, std: number): Rows => {
      const flat = Array.from({ length: rows * width }, () => std * random.normal());
      return reshape(
        flat.map((value) => [value]),
        width,
      );
    };
    const [W1] = [normals(I, H, 0.5)];
    this.p = { W1, b1: normals(1, H, 0.1)[0], W2: normals(H, K, 0.5), b2: normals(1, K, 0.1)[0] };
    this.x = each(normals(N, I, 1), (value) => Math.max(0, Math.min(1, value)));
    this.labels = Array.from({ length: N }, () => random.integer(K));
  }

  oneHot(): Rows {
    return this.labels.map((label) => this.p.b2.map((_, k) => (k === label ? 1 : 0)));
  }

  affine(x: Rows, W: Rows, b: number[]): Rows {
    return add(dot(x, W), b);
  }

  act(a: Rows): Rows {
    return each(a, (v) => (this.activation === 'relu' ? Math.max(0, v) : 1 / (1 + Math.exp(-v))));
  }

  softmax(a: Rows): Rows {
    return a.map((row) => row.map((v) => Math.exp(v) / row.reduce((sum, w) => sum + Math.exp(w), 0)));
  }

  crossEntropy(y: Rows): number {
    return -y.reduce((sum, row, n) => sum + Math.log(row[this.labels[n]] + 1e-7), 0) / y.length;
  }

  forward(p = this.p): Record<'a1' | 'z1' | 'a2' | 'y', Rows> {
    const a1 = this.affine(this.x, p.W1, p.b1);
    const z1 = this.act(a1);
    const a2 = this.affine(z1, p.W2, p.b2);
    return { a1, z1, a2, y: this.softmax(a2) };
  }

  dy(y: Rows): Rows {
    return each(y, (v, n, k) => (v - this.oneHot()[n][k]) / y.length);
  }

  dW(x: Rows, dout: Rows, _W: Rows): Rows {
    return dot(flip(x), dout);
  }

  db(dout: Rows): number[] | Rows | number {
    return columns(dout);
  }

  dx(dout: Rows, W: Rows, _dW: Rows): Rows {
    return dot(dout, flip(W));
  }

  dact(dz: Rows, a: Rows, z: Rows): Rows {
    return each(dz, (d, n, k) => d * (this.activation === 'relu' ? Number(a[n][k] > 0) : (1 - z[n][k]) * z[n][k]));
  }

  step<T extends Rows | number[]>(w: T, d: T): T {
    const move = (v: number, g: number) => v - this.rate * g;
    return w.map((row, n) =>
      Array.isArray(row) ? row.map((v, k) => move(v, (d as Rows)[n][k])) : move(row, (d as number[])[n]),
    ) as T;
  }

  /** dL/dp by differences: one-sided, or central. */
  numerical<Name extends keyof UserNet['p']>(name: Name, h: number, isOneSided = false): UserNet['p'][Name] {
    const loss = () => this.crossEntropy(this.forward().y);
    const derivative = (row: number[], k: number): number => {
      const kept = row[k];
      row[k] = kept + h;
      const above = loss();
      row[k] = isOneSided ? kept : kept - h;
      const below = loss();
      row[k] = kept;
      return (above - below) / (isOneSided ? h : 2 * h);
    };
    const rows = (p: number[]) => p.map((_, k) => derivative(p, k));
    const p = this.p[name];
    return (Array.isArray(p[0]) ? (p as Rows).map(rows) : rows(p as number[])) as UserNet['p'][Name];
  }

  /** The arrays of a step, under the names of a trace. */
  save(): Arrays {
    const { x, p } = this;
    const s = this.forward();
    const loss = this.crossEntropy(s.y);
    const dy = this.dy(s.y);
    const [dW2, db2] = [this.dW(s.z1, dy, p.W2), this.db(dy)];
    const dz1 = this.dx(dy, p.W2, dW2);
    const da1 = this.dact(dz1, s.a1, s.z1);
    const [dW1, db1] = [this.dW(x, da1, p.W1), this.db(da1)];
    const arrays: Arrays = { x, t: this.oneHot(), ...p, ...s, loss, dy, dW2, db2, dz1, da1, dW1, db1 };
    if (!Array.isArray(db1) || db1.length !== p.b1.length) return arrays;
    const after = {
      W1: this.step(p.W1, dW1),
      b1: this.step(p.b1, db1 as number[]),
      W2: this.step(p.W2, dW2),
      b2: this.step(p.b2, db2 as number[]),
    };
    const named = Object.entries(after).map(([name, value]) => [`${name}_after`, value]);
    return { ...arrays, ...Object.fromEntries(named), loss_after: this.crossEntropy(this.forward(after).y) };
  }
}

/** The arrays in the form of a `.npz`. */
export function inFile(arrays: Arrays, dtype: 'float64' | 'float32' = 'float64'): Map<string, FileArray> {
  const shapeOf = (value: Rows | number[] | number): number[] =>
    Array.isArray(value) ? [value.length, ...(Array.isArray(value[0]) ? [value[0].length] : [])] : [];
  return new Map(
    Object.entries(arrays).map(([name, value]) => {
      const flat = [value].flat(2) as number[];
      const data = dtype === 'float32' ? Float32Array.from(flat) : Float64Array.from(flat);
      return [name, { dtype, shape: shapeOf(value), data }];
    }),
  );
}
