/** Textbook formulas on nested lists, as expected values for the engines. */

export type Matrix = number[][];

export function matrix(rows: number, columns: number, element: (i: number, j: number) => number): Matrix {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => element(i, j)));
}

export function transpose(a: Matrix): Matrix {
  return matrix(a[0].length, a.length, (i, j) => a[j][i]);
}

/** Sums in the order of k, starting with k = 0. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  return matrix(a.length, b[0].length, (i, j) => {
    let sum = 0;
    for (let k = 0; k < b.length; k++) sum += a[i][k] * b[k][j];
    return sum;
  });
}

export function affine(x: Matrix, W: Matrix, b: number[]): Matrix {
  return multiply(x, W).map((row) => row.map((sum, j) => sum + b[j]));
}

export function columnSums(a: Matrix): number[] {
  return a[0].map((_, j) => a.reduce((sum, row) => sum + row[j], 0));
}

export function softmax(s: Matrix): Matrix {
  return s.map((row) => {
    const max = Math.max(...row);
    const sum = row.reduce((total, score) => total + Math.exp(score - max), 0);
    return row.map((score) => Math.exp(score - max) / sum);
  });
}
