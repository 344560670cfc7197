import type { ConfigInput } from '../../../src/config/schema.js';
import { type Arrays, type Rows, UserNet } from './user-net.js';
/** A mistake in a user's net, with the array and the id it must be reported with. */
export interface Broken {
  readonly name: string;
  readonly activation?: 'relu' | 'sigmoid';
  readonly sizes?: [number, number, number];
  readonly images?: number;
  /** What the config says besides the activation. */
  readonly settings?: ConfigInput;
  readonly wrong?: Partial<
    Pick<UserNet, 'x' | 'affine' | 'act' | 'softmax' | 'crossEntropy' | 'dy' | 'dW' | 'db' | 'dx' | 'dact' | 'step'>
  >;
  /** Changes the arrays before they are saved. */
  readonly saved?: (arrays: Arrays, net: UserNet) => Arrays;
  readonly first: string;
  readonly id: string;
  /** The sentence about the first array. */
  readonly says?: string;
}

/** A net without a mistake. */
export const right = new UserNet();

/** A net with another formula for dW. */
export const dW = (change: (x: Rows, dout: Rows, W: Rows) => Rows, id: string, name: string): Broken => ({
  name,
  wrong: { dW: change },
  first: 'dW2',
  id,
});
