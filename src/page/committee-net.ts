import type { Member } from '../report/report-data.js';
import { logSoftmax } from '../training/evaluation/log-softmax.js';
import { Net, type Passage } from './net.js';
import { unpackArrays } from './unpack.js';

/** What several nets say of one image: together, and each alone. The scores are the mean log-probabilities. */
export interface Opinion extends Passage {
  readonly members: readonly Passage[];
}

/** Nets that answer by the mean of their log-probabilities, as `mnist-eval` has several models answer. */
export class CommitteeNet {
  readonly #members: readonly Net[];

  private constructor(members: readonly Net[]) {
    this.#members = members;
  }

  /** undefined if the page does not have the members' parameters. */
  static of(members: readonly Member[], columns: number): CommitteeNet | undefined {
    const nets = members.flatMap(({ architecture, view, parameters }) =>
      parameters ? new Net({ architecture, view, parameters: unpackArrays(parameters) }, columns) : [],
    );
    return nets.length === members.length ? new CommitteeNet(nets) : undefined;
  }

  /** The image itself: each member has its own view of it. */
  seen(pixels: Uint8Array): Uint8Array {
    return pixels;
  }

  pass(pixels: Uint8Array): Opinion {
    const members = this.#members.map((net) => net.pass(net.seen(pixels)));
    const logs = members.map(({ scores }) => logSoftmax(scores));
    const scores = logSoftmax(logs[0].map((_, k) => logs.reduce((sum, log) => sum + log[k] / logs.length, 0)));
    const outputs = scores.map(Math.exp);
    return { activations: [], scores, outputs, predicted: outputs.indexOf(Math.max(...outputs)), members };
  }
}
