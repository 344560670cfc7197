import type { Config } from '../../config/schema.js';
import { grouped } from '../../quantity.js';
import type { Difference, StepTrace } from '../trainer/trace.js';
import { explainTerms } from '../widgets/definitions.js';
import { type Child, element, section } from '../widgets/dom.js';
import { backwardFormulas, formulas, forwardFormulas } from '../widgets/formulas.js';
import { decimal } from '../widgets/numbers.js';
import { batchView } from '../widgets/step-batch.js';
import { differenceView } from '../widgets/step-difference.js';
import { scoresTable } from '../widgets/step-scores.js';
import { updateView } from '../widgets/step-update.js';
import { type WeightChoice, weightChoice } from '../widgets/weight-choice.js';

/** Requests the derivative of the loss by one parameter. */
type Differentiate = (name: string, index: number) => void;

const PIXELS = 784;

/**
 * One update with all its numbers and the book's formulas, from the images to the changed weights. digits: the number of
 * training digits.
 */
export function stepSection(digits: number, onStep: () => void, differentiate: Differentiate) {
  const content = element('div', { class: 'step-parts' });
  const button = element('button', { type: 'button', onclick: onStep }, 'Take one step');
  const root = section(
    'step',
    'One step in detail',
    'The formulas of chapters 4 and 5 of the book with the numbers of one update: forward from a batch to its loss, ' +
      'backward to the gradient of each weight, and the change of every weight.',
    element('div', { class: 'controls' }, button),
    content,
  );
  let shown: ReturnType<typeof stepParts> | undefined;
  const clear = () => {
    shown = undefined;
    content.replaceChildren();
  };
  const show = (trace: StepTrace, config: Config) => {
    shown = stepParts(digits, trace, config, differentiate);
    content.replaceChildren(...shown.parts);
    explainTerms(content);
    shown.ask();
  };
  return { root, clear, show, showDifference: (difference: Difference) => shown?.showDifference(difference) };
}

function stepParts(digits: number, trace: StepTrace, config: Config, differentiate: Differentiate) {
  const { batch, iteration, losses, probabilities, scores } = trace;
  const { count: N, labels } = batch;
  const architecture = { input: PIXELS, hidden: config.hidden, output: 10, activation: config.activation };
  const lossOf = (n: number) => -Math.log(probabilities[n * 10 + labels[n]]);
  const [hardest] = [...labels.keys()].sort((a, b) => lossOf(b) - lossOf(a));
  let chosen = hardest;
  let choice: WeightChoice | undefined;
  let difference: Difference | undefined;
  const table = element('div');
  const lossWords = element('p', { class: 'note' });
  const gradient = element('div');
  const update = element('div');
  const choose = (n: number) => {
    chosen = n;
    const rows = (values: ArrayLike<number>) => Array.from({ length: 10 }, (_, k) => values[n * 10 + k]);
    table.replaceChildren(scoresTable(rows(scores), rows(probabilities), labels[n], N));
    lossWords.textContent =
      `The selected digit is ${labels[n]}. Its probability is y = ${probabilities[n * 10 + labels[n]].toPrecision(4)}, and its ` +
      `loss is −ln y = ${decimal(lossOf(n), 4)}. The loss of the batch is the mean over its ${grouped(N)} digits:`;
    showGradient();
  };
  const showGradient = () => {
    if (difference) gradient.replaceChildren(differenceView(trace, difference, chosen));
  };
  const ask = () => {
    if (!choice) return;
    const { name, index } = choice.read();
    update.replaceChildren(updateView(trace, config, name, index));
    differentiate(name, index);
  };
  choice = weightChoice(trace.gradients, ask);
  const parts = [
    part(
      `Update ${grouped(iteration)}: a batch`,
      `${grouped(N)} of the ${grouped(digits)} training digits, drawn at random (chapter 4). The digit with the largest loss is ` +
        'selected; click another one to select it.',
      batchView(trace, hardest, choose),
    ),
    part(
      'Forward: scores and probabilities',
      'The layers compute a score s for each class, and Softmax turns the scores into probabilities y (chapters 3 and 5). The ' +
        'table shows the selected digit: t is 1 for the correct class and 0 elsewhere; back-propagation starts with y − t.',
      formulas(forwardFormulas(architecture)),
      table,
    ),
    part(
      'The loss',
      'The cross-entropy error (chapter 4). It is small if the correct classes have high probabilities.',
      formulas(['L = −(1/N) Σₙ ln y[n, t[n]]']),
      lossWords,
      element('p', { class: 'result' }, `L = ${losses[0].toPrecision(8)}`),
    ),
    part(
      'Backward: the gradient of one weight',
      'Back-propagation applies the chain rule from the loss back through every layer (chapter 5). The numerical derivative of ' +
        'one weight (chapter 4) must agree: change the weight by ±h and compare the losses.',
      formulas(backwardFormulas(architecture)),
      choice.root,
      gradient,
    ),
    part(
      'The update',
      `The optimizer ${config.optimizer.name} changes the weight against its gradient, like all other weights.`,
      update,
      element(
        'p',
        { class: 'result' },
        `The loss of this batch: ${losses[0].toPrecision(6)} before, ${losses[1].toPrecision(6)} after.`,
      ),
    ),
  ];
  choose(hardest);
  const showDifference = (now: Difference) => {
    difference = now;
    showGradient();
  };
  return { parts, ask, showDifference };
}

function part(title: string, words: string, ...content: readonly Child[]): HTMLElement {
  return element(
    'div',
    { class: 'step-part' },
    element('h3', {}, title),
    element('p', { class: 'explanation' }, words),
    ...content,
  );
}
