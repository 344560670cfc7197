import type { Evaluation } from '../training/evaluation/evaluation.js';
import type { Calibration } from './report-data.js';

const BINS = 10;

/** Calibration over ten bins of equal width, without empty ones (Guo et al., ICML 2017). */
export function calibration({ predicted, labels, probabilities }: Evaluation): Calibration {
  const N = labels.length;
  const classes = probabilities.length / N;
  const sums = Array.from({ length: BINS }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (let n = 0; n < N; n++) {
    const confidence = probabilities[n * classes + predicted[n]];
    const bin = sums[Math.min(BINS - 1, Math.floor(confidence * BINS))];
    bin.count++;
    bin.confidence += confidence;
    if (predicted[n] === labels[n]) bin.right++;
  }
  const bins = sums
    .filter(({ count }) => count > 0)
    .map(({ count, confidence, right }) => ({ count, confidence: confidence / count, accuracy: right / count }));
  const error = bins.reduce((sum, bin) => sum + (bin.count / N) * Math.abs(bin.accuracy - bin.confidence), 0);
  return { bins, error };
}
