import { assign, copy, type NdArray } from '../array.js';
import type { Parameters } from '../network/network.js';
import type { AccuracyRecord, BestEvaluation, BestState } from './records.js';

/** Remembers the best evaluation of a run and, on request, a copy of its parameters. */
export class Best {
  readonly #keepsParameters: boolean;
  #evaluation: BestEvaluation | undefined;
  #parameters: Record<string, NdArray> | undefined;

  constructor(keepsParameters: boolean, state?: BestState) {
    this.#keepsParameters = keepsParameters;
    this.#evaluation = state?.evaluation;
    if (keepsParameters && state) this.#copy(state.parameters ?? {});
  }

  /** Adds an evaluation of these parameters; returns the best evaluation so far. */
  take({ kind: _, loss: _loss, best: _best, ...accuracies }: AccuracyRecord, parameters: Parameters): BestEvaluation {
    const before = this.#evaluation;
    const { validationAccuracy = Number.NaN } = accuracies;
    if (before && !(validationAccuracy > (before.validationAccuracy ?? 0))) {
      this.#evaluation = { ...before, since: before.since + 1 };
    } else {
      this.#evaluation = { ...accuracies, since: 0 };
      if (this.#keepsParameters) this.#copy(parameters);
    }
    return this.#evaluation;
  }

  /** Undefined before the first evaluation. */
  get state(): BestState | undefined {
    return this.#evaluation && { evaluation: this.#evaluation, parameters: this.#parameters };
  }

  #copy(parameters: Parameters): void {
    this.#parameters ??= Object.fromEntries(Object.entries(parameters).map(([name, array]) => [name, copy(array)]));
    for (const [name, array] of Object.entries(this.#parameters)) assign(array, parameters[name]);
  }
}
