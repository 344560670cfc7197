import type { Member } from '../report/report-data.js';
import { logSoftmax } from '../training/evaluation/log-softmax.js';
import { Net, type Prediction } from './net.js';
import { unpackArrays } from './unpack.js';

/** The prediction of a committee, and of each member. The scores are the mean log-probabilities. */
export interface CommitteePrediction extends Prediction {
  readonly members: readonly Prediction[];
}

/** Averages the log-probabilities of several nets, as `mnist-eval` does for several models. */
export class CommitteeNet {
  readonly #members: readonly Net[];

  private constructor(members: readonly Net[]) {
    this.#members = members;
  }

  /** undefined if the page does not contain the members' parameters. */
  static of(members: readonly Member[], columns: number): CommitteeNet | undefined {
    const nets = members.flatMap(({ architecture, view, parameters }) =>
      parameters ? new Net({ architecture, view, parameters: unpackArrays(parameters) }, columns) : [],
    );
    return nets.length === members.length ? new CommitteeNet(nets) : undefined;
  }

  /** Returns the image unchanged, since each member applies its own view. */
  applyView(pixels: Uint8Array): Uint8Array {
    return pixels;
  }

  predict(pixels: Uint8Array): CommitteePrediction {
    const members = this.#members.map((net) => net.predict(net.applyView(pixels)));
    const logs = members.map(({ scores }) => logSoftmax(scores));
    const scores = logSoftmax(logs[0].map((_, k) => logs.reduce((sum, log) => sum + log[k] / logs.length, 0)));
    const outputs = scores.map(Math.exp);
    return { activations: [], scores, outputs, predicted: outputs.indexOf(Math.max(...outputs)), members };
  }
}
