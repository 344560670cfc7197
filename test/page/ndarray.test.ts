import ndarray from 'ndarray';
import { expect, test } from 'vitest';
import plain from '../../src/page/ndarray.js';

const numbers = () => Float64Array.from({ length: 24 }, (_, i) => i);

test.each<[number[], number[] | undefined, number | undefined]>([
  [[24], undefined, undefined],
  [[4], [3], 5],
  [[4, 6], undefined, undefined],
  [[3, 2], [1, 4], 2],
  [[1, 24], undefined, undefined],
])('a view of shape %j, strides %j, offset %j equals the package’s', (shape, stride, offset) => {
  const [ours, theirs] = [plain(numbers(), shape, stride, offset), ndarray(numbers(), shape, stride, offset)];
  const facts = ({ shape, stride, offset, size, dimension }: typeof ours | typeof theirs) => [
    [...shape],
    [...stride],
    offset,
    size,
    dimension,
  ];
  expect(facts(ours)).toEqual(facts(theirs));
  const [i, j] = shape.map((length) => length - 1);
  if (shape.length === 1) {
    ours.set(i, -1);
    theirs.set(i, -1);
    expect(ours.get(i)).toBe(theirs.get(i));
  } else {
    ours.set(i, j, -1);
    theirs.set(i, j, -1);
    for (const view of [(x: typeof ours | typeof theirs) => x.transpose(1, 0), (x: typeof ours | typeof theirs) => x]) {
      expect(facts(view(ours))).toEqual(facts(view(theirs)));
    }
    expect(facts(ours.hi(i, 1))).toEqual(facts(theirs.hi(i, 1)));
    expect(facts(ours.pick(i, null))).toEqual(facts(theirs.pick(i, null)));
    expect(ours.pick(null, j).get(i)).toBe(theirs.pick(null, j).get(i));
    expect(ours.get(0, j)).toBe(theirs.get(0, j));
  }
  expect(ours.data).toEqual(theirs.data);
});
