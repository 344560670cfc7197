import { LOSSES } from '../../layers/losses.js';
import type { Network, Parameters } from '../../network/network.js';
import type { AccuracyRecord } from '../records.js';
import type { TrainingData } from '../training-data.js';
import { nearestMeanAccuracy } from './class-means.js';
import type { HealthFacts, StartFacts } from './facts.js';
import { finite, sampleGradient } from './gradients.js';
import { LossPath } from './loss-path.js';
import { copyWeights, distances } from './norms.js';
import { sampleHalves } from './sample.js';
import { measureUnits } from './units.js';

/**
 * Measures the health of a run, which adds about 1 % to its work. Create it before the first update, or when a run is
 * resumed, and pass it every loss.
 */
export class Checkup {
  readonly #halves: ReturnType<typeof sampleHalves>;
  readonly #chance: HealthFacts['chance'];
  /** Facts from before the first update; a resumed run needs them again. */
  readonly start: StartFacts;
  readonly #path: LossPath;
  readonly #scale: number;
  #updates: Readonly<Record<string, number>> = {};

  /** network: freshly initialised, unless `start` is given; trained: the number of images in all updates together. */
  constructor(network: Network, data: TrainingData, trained: number, start?: StartFacts) {
    this.#halves = sampleHalves(data.train, trained);
    this.#chance = chanceOf(network);
    this.start = start ?? startOf(network, this.#halves[0]);
    this.#path = new LossPath(this.start.loss, this.#chance.loss);
    this.#scale = network.lastLayer.scale ?? 1;
  }

  /** The loss of the next update. */
  addLoss(loss: number): void {
    this.#path.add(loss / this.#scale);
  }

  /** Call it before the last update, and call the returned function after the update. */
  readonly watchLastUpdate = (params: Parameters): (() => void) => {
    const before = copyWeights(params);
    return () => {
      this.#updates = distances(params, before);
    };
  };

  /** The facts of the finished run. network: the evaluated net; its `grads` are overwritten. */
  finish(network: Network, iterations: number, accuracy: Omit<AccuracyRecord, 'kind' | 'loss'>): HealthFacts {
    const halves = this.#halves;
    const { loss, norms, agreement } = sampleGradient(network, halves);
    const { units: endUnits } = measureUnits(network, halves[0].x);
    const weights = weightNorms(network);
    const { input, hidden, output } = network.architecture;
    const sizes = [input, ...hidden, output];
    const layers = sizes.slice(1).map((outputs, i) => {
      const W = `W${i + 1}`;
      return {
        name: `Affine${i + 1}`,
        inputs: sizes[i],
        outputs,
        startWeights: this.start.weights[W],
        weights: weights[W],
        gradient: norms[W],
        update: this.#updates[W] ?? 0,
        ...(i < hidden.length && { units: { start: this.start.units[i], end: endUnits[i] } }),
      };
    });
    const { trainAccuracy, validationAccuracy, testAccuracy } = accuracy;
    const { recent, lowest, departedAt } = this.#path;
    return {
      chance: this.#chance,
      accuracy: { train: trainAccuracy, unseen: validationAccuracy ?? testAccuracy ?? 0 },
      loss: { start: this.start.loss, end: loss, recent, lowest, departedAt },
      iterations,
      labels: {
        images: halves[0].t.size,
        nearestMean: nearestMeanAccuracy(network.engine, output, halves[0], halves[1]),
      },
      agreement,
      layers,
    };
  }
}

function startOf(network: Network, { x, t }: ReturnType<typeof sampleHalves>[0]): StartFacts {
  const { units, scores } = measureUnits(network, x);
  const loss = finite(network.lastLayer.forward(scores, t) + network.weightDecay.loss(network.params));
  return { loss, weights: weightNorms(network), units };
}

/** Loss and accuracy of guessing: ln K, or (1 − 1/K) / 2K for squared errors; 1/K. */
function chanceOf({ architecture: { output: K, loss } }: Network): HealthFacts['chance'] {
  const { hasProbabilities } = LOSSES[loss ?? 'exact'];
  return { loss: hasProbabilities ? Math.log(K) : (1 - 1 / K) / (2 * K), accuracy: 1 / K };
}

/** ‖W‖ of each parameter, under its name. */
function weightNorms({ engine, params }: Network): Record<string, number> {
  return Object.fromEntries(
    Object.entries(params).map(([name, W]) => [name, finite(Math.sqrt(engine.squaredNorm(W)))]),
  );
}
