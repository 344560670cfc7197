// Chapter 1 of the book's second volume: layers with params and grads, and the nodes of a computational graph.
import { describe, expect, test } from 'vitest';
import {
  Add,
  Affine,
  array,
  Branch,
  createReferenceEngine,
  crossEntropyError,
  type Layer,
  MatMul,
  Multiply,
  type NdArray,
  numericalDerivative,
  numericalGradient,
  oneHot,
  Repeat,
  Sequential,
  Sigmoid,
  SoftmaxWithLoss,
  Sum,
  sigmoid,
  softmax,
} from '../../src/index.js';
import { flat, largestDifference, lists, randomArray, weightedSum } from '../fixtures/arrays.js';

const engine = createReferenceEngine('float64');

describe('a fully connected layer, h = x W + b', () => {
  test('of one sample: h_1 = x_1 w_11 + x_2 w_21 + b_1', () => {
    const W = array([
      [1, 3, 5],
      [2, 4, 6],
    ]);
    const h = new Affine(engine, W, array([0.1, 0.2, 0.3])).forward(array([[10, 100]]));
    expect(lists(h)).toEqual([[210.1, 430.2, 650.3]]);
  });

  test('of a mini-batch of N samples in the rows of x: [N, 2] to [N, 3]', () => {
    const W = randomArray([2, 3], 1);
    const b = randomArray([3], 2);
    const x = randomArray([7, 2], 3);
    const layer = new Affine(engine, W, b);
    const h = layer.forward(x);
    expect(h.shape).toEqual([7, 3]);
    const rows = (lists(x) as number[][]).map((row) => flat(new Affine(engine, W, b).forward(array([row]))));
    expect(lists(h)).toEqual(rows);
  });

  test('is refused if the shapes do not match', () => {
    expect(() => new Affine(engine, randomArray([2, 3], 1), randomArray([2], 2))).toThrow(RangeError);
    const layer = new Affine(engine, randomArray([2, 3], 1), randomArray([3], 2));
    expect(() => layer.forward(randomArray([7, 3], 3))).toThrow(RangeError);
    expect(() => layer.forward(randomArray([7, 1], 3))).toThrow(RangeError);
  });
});

describe('layers: forward, backward, params and grads', () => {
  const layers: [string, Layer, number][] = [
    ['Sigmoid', new Sigmoid(engine), 0],
    ['Affine', new Affine(engine, randomArray([2, 4], 1), randomArray([4], 2)), 2],
    ['MatMul', new MatMul(randomArray([2, 4], 1)) as unknown as Layer, 1],
  ];

  test.each(layers)('%s has a gradient for each of its parameters, of its shape', (_, layer, count) => {
    expect(layer.params).toHaveLength(count);
    expect(layer.grads.map(({ shape }) => shape)).toEqual(layer.params.map(({ shape }) => shape));
    const y = layer.forward(randomArray([3, 2], 5));
    expect(layer.backward(y)?.shape).toEqual([3, 2]);
  });

  test('Sigmoid forward is 1 / (1 + e^−x)', () => {
    const x = randomArray([3, 4], 6);
    expect(largestDifference(new Sigmoid(engine).forward(x), sigmoid(x))).toBe(0);
  });
});

/** A TwoLayerNet as a list of layers; weights and biases have a standard normal distribution. */
class TwoLayerNet {
  readonly layers: Sequential;
  readonly params: readonly NdArray[];

  constructor(inputSize: number, hiddenSize: number, outputSize: number) {
    const [I, H, O] = [inputSize, hiddenSize, outputSize];
    this.layers = new Sequential([
      new Affine(engine, randomArray([I, H], 1), randomArray([H], 2)),
      new Sigmoid(engine),
      new Affine(engine, randomArray([H, O], 3), randomArray([O], 4)),
    ]);
    this.params = this.layers.params;
  }

  predict(x: NdArray): NdArray {
    return this.layers.forward(x);
  }
}

describe('a net as a list of layers, 2-4-3', () => {
  const net = new TwoLayerNet(2, 4, 3);
  const x = randomArray([10, 2], 5);

  test('collects all parameters in one list', () => {
    expect(net.params.map(({ shape }) => shape)).toEqual([[2, 4], [4], [4, 3], [3]]);
  });

  test('predicts by passing each layer’s output to the next', () => {
    const [W1, b1, W2, b2] = net.params;
    const times = (a: NdArray, W: NdArray, b: NdArray) => {
      const y = new MatMul(W).forward(a);
      for (let n = 0; n < y.shape[0]; n++) for (let j = 0; j < y.shape[1]; j++) y.set(n, j, y.get(n, j) + b.get(j));
      return y;
    };
    const expected = times(sigmoid(times(x, W1, b1)), W2, b2);
    const y = net.predict(x);
    expect(y.shape).toEqual([10, 3]);
    expect(largestDifference(y, expected)).toBeLessThan(1e-14);
  });

  test('with SoftmaxWithLoss after it, gives every parameter a gradient of the same shape', () => {
    const t = array(Array.from({ length: 10 }, (_, n) => n % 3));
    const lastLayer = new SoftmaxWithLoss(engine);
    const loss = () => lastLayer.forward(net.predict(x), t);
    loss();
    const dx = net.layers.backward(lastLayer.backward()) as NdArray;
    expect(largestDifference(dx, numericalGradient(loss, x))).toBeLessThan(1e-9);
    loss();
    net.layers.backward(lastLayer.backward());
    const grads = net.layers.grads.map((grad) => array(lists(grad)));
    for (const [i, parameter] of net.params.entries()) {
      expect(grads[i].shape).toEqual(parameter.shape);
      expect(largestDifference(grads[i], numericalGradient(loss, parameter))).toBeLessThan(1e-9);
    }
  });
});

describe('softmax and cross-entropy', () => {
  const s = array([
    [0.5, -1, 2],
    [3, 3, 3],
  ]);

  test('y_k is between 0 and 1, and a row adds up to 1: equal scores get ⅓ each', () => {
    const y = softmax(s);
    expect(flat(y).every((p) => p > 0 && p < 1)).toBe(true);
    for (const n of [0, 1]) expect(y.get(n, 0) + y.get(n, 1) + y.get(n, 2)).toBeCloseTo(1, 15);
    expect(largestDifference(y.pick(1, null), [1 / 3, 1 / 3, 1 / 3])).toBeLessThan(1e-15);
  });

  test('L = −Σ t_k ln y_k with t = (0, 0, 1) is −ln y_3', () => {
    const y = softmax(s).pick(0, null);
    expect(crossEntropyError(y, array([0, 0, 1]), 0)).toBeCloseTo(-Math.log(y.get(2)), 15);
  });

  test('is a mean over the batch: repeated samples have the same loss', () => {
    const twice = array([...(lists(s) as number[][]), ...(lists(s) as number[][])]);
    const lossOf = (scores: NdArray, t: NdArray) => new SoftmaxWithLoss(engine).forward(scores, t);
    expect(lossOf(twice, array([2, 0, 2, 0]))).toBeCloseTo(lossOf(s, array([2, 0])), 15);
    expect(lossOf(s, oneHot(array([2, 0]), 3) as NdArray)).toBe(lossOf(s, array([2, 0])));
    expect(lossOf(s, array([2, 0]))).toBeCloseTo(crossEntropyError(softmax(s), array([2, 0]), 0), 14);
  });
});

describe('chain rule, ∂z/∂x = ∂z/∂y ∂y/∂x', () => {
  test('z = (x + 2)² · 3 through Add, Branch and Multiply', () => {
    const [add, branch, square, scale] = [
      new Add<number>(),
      new Branch<number>(),
      new Multiply<number>(),
      new Multiply<number>(),
    ];
    const forward = (x: number) => scale.forward(square.forward(...branch.forward(add.forward(x, 2))), 3);
    expect(forward(5)).toBe(147);
    const dSquare = scale.backward(1).dx;
    const { dx: d1, dy: d2 } = square.backward(dSquare);
    const { dx } = add.backward(branch.backward(d1, d2));
    expect(dx).toBe(42); // 3 · 2 · (5 + 2)
    expect(dx).toBeCloseTo(numericalDerivative(forward, 5), 8);
  });
});

describe('nodes of a computational graph', () => {
  const D = 8;
  const N = 7;

  test('Add: z = x + y sends the gradient to both, unchanged', () => {
    expect(new Add().forward(2, 3)).toBe(5);
    expect(new Add().backward(1.5)).toEqual({ dx: 1.5, dy: 1.5 });
  });

  test('Multiply: ∂L/∂x = ∂L/∂z · y, ∂L/∂y = ∂L/∂z · x', () => {
    const node = new Multiply<number>();
    expect(node.forward(2, 3)).toBe(6);
    expect(node.backward(10)).toEqual({ dx: 30, dy: 20 });
  });

  test('Add and Multiply are element-wise', () => {
    const x = randomArray([N, D], 1);
    const y = randomArray([N, D], 2);
    const dz = randomArray([N, D], 3);
    for (const node of [new Add<NdArray>(), new Multiply<NdArray>()]) {
      const loss = () => weightedSum(node.forward(x, y), dz);
      loss();
      const { dx, dy } = node.backward(dz);
      expect(largestDifference(dx, numericalGradient(loss, x))).toBeLessThan(1e-9);
      expect(largestDifference(dy, numericalGradient(loss, y))).toBeLessThan(1e-9);
    }
  });

  test('Add and Multiply refuse tensors of different shapes', () => {
    const [x, y] = [randomArray([2, 3], 1), randomArray([3, 2], 2)];
    expect(() => new Add<NdArray>().forward(x, y)).toThrow(RangeError);
    expect(() => new Multiply<NdArray>().forward(x, y)).toThrow(RangeError);
  });

  test('Branch: the same value twice; the gradients add up', () => {
    const node = new Branch<number>();
    expect(node.forward(4)).toEqual([4, 4]);
    expect(node.backward(1, 2.5)).toBe(3.5);
    const [dy1, dy2] = [randomArray([N, D], 1), randomArray([N, D], 2)];
    const x = randomArray([N, D], 3);
    const tensors = new Branch<NdArray>();
    const loss = () => {
      const [y1, y2] = tensors.forward(x);
      return weightedSum(y1, dy1) + weightedSum(y2, dy2);
    };
    expect(largestDifference(tensors.backward(dy1, dy2), numericalGradient(loss, x))).toBeLessThan(1e-9);
  });

  test('Repeat: np.repeat(x, N, axis=0) of [1, D]; backward np.sum(dy, axis=0, keepdims=True)', () => {
    const node = new Repeat(N);
    const x = randomArray([1, D], 1);
    const dy = randomArray([N, D], 2);
    const y = node.forward(x);
    expect(y.shape).toEqual([N, D]);
    for (let n = 0; n < N; n++) expect(flat(y.pick(n, null))).toEqual(flat(x));
    const dx = node.backward(dy);
    expect(dx.shape).toEqual([1, D]);
    const columnSum = (d: number) => Array.from({ length: N }, (_, n) => dy.get(n, d)).reduce((sum, v) => sum + v, 0);
    expect(flat(dx)).toEqual(Array.from({ length: D }, (_, d) => columnSum(d)));
    expect(
      largestDifference(
        dx,
        numericalGradient(() => weightedSum(node.forward(x), dy), x),
      ),
    ).toBeLessThan(1e-9);
    expect(() => node.forward(dy)).toThrow(RangeError);
  });

  test('Sum: np.sum(x, axis=0, keepdims=True) of [N, D]; backward np.repeat(dy, N, axis=0)', () => {
    const node = new Sum();
    const x = randomArray([N, D], 1);
    const dy = randomArray([1, D], 2);
    const y = node.forward(x);
    expect(y.shape).toEqual([1, D]);
    const dx = node.backward(dy);
    expect(dx.shape).toEqual([N, D]);
    for (let n = 0; n < N; n++) expect(flat(dx.pick(n, null))).toEqual(flat(dy));
    expect(
      largestDifference(
        dx,
        numericalGradient(() => weightedSum(node.forward(x), dy), x),
      ),
    ).toBeLessThan(1e-9);
  });

  test('Sum and Repeat are each other’s backward', () => {
    const x = randomArray([N, D], 4);
    const row = randomArray([1, D], 5);
    const sum = new Sum();
    expect(lists(sum.forward(x))).toEqual(lists(new Repeat(N).backward(x)));
    expect(lists(sum.backward(row))).toEqual(lists(new Repeat(N).forward(row)));
  });

  test('MatMul: y = x W; dx = dy Wᵀ, dW = xᵀ dy', () => {
    const x = array([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const node = new MatMul(
      array([
        [1, 0, 2],
        [0, 1, 3],
      ]),
    );
    expect(lists(node.forward(x))).toEqual([
      [1, 2, 8],
      [3, 4, 18],
      [5, 6, 28],
    ]);
    const dy = array([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(lists(node.backward(dy))).toEqual([
      [1, 0],
      [0, 1],
      [2, 3],
    ]);
    expect(lists(node.grads[0])).toEqual([
      [1, 3, 5],
      [2, 4, 6],
    ]);
  });

  test('MatMul’s gradients agree with central differences', () => {
    const H = 3;
    const x = randomArray([N, D], 1);
    const W = randomArray([D, H], 2);
    const dy = randomArray([N, H], 3);
    const node = new MatMul(W);
    const loss = () => weightedSum(node.forward(x), dy);
    loss();
    const dx = node.backward(dy);
    expect([dx.shape, node.grads[0].shape]).toEqual([
      [N, D],
      [D, H],
    ]);
    expect(largestDifference(dx, numericalGradient(loss, x))).toBeLessThan(1e-9);
    expect(largestDifference(node.grads[0], numericalGradient(loss, W))).toBeLessThan(1e-9);
    expect(() => node.forward(randomArray([N, H], 4))).toThrow(RangeError);
  });

  test('Affine is MatMul, Repeat and Add', () => {
    const [x, W, b, dy] = [randomArray([N, D], 1), randomArray([D, 3], 2), randomArray([3], 3), randomArray([N, 3], 4)];
    const [matmul, repeat, add] = [new MatMul(W), new Repeat(N), new Add<NdArray>()];
    const affine = new Affine(engine, W, b);
    expect(largestDifference(affine.forward(x), add.forward(matmul.forward(x), repeat.forward(b)))).toBeLessThan(1e-14);
    const { dx: dxw, dy: db } = add.backward(dy);
    expect(largestDifference(affine.backward(dy) as NdArray, matmul.backward(dxw))).toBeLessThan(1e-14);
    expect(largestDifference(affine.grads[0], matmul.grads[0])).toBeLessThan(1e-14);
    expect(largestDifference(affine.grads[1], repeat.backward(db))).toBeLessThan(1e-14);
  });
});
