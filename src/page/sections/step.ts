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

/** What a step asks for: the derivative of its loss by one parameter. */
type Differentiate = (name: string, place: number) => void;

const PIXELS = 784;

/**
 * One update with the numbers of its batch, from the images to the moved weights, beside the book's formulas; digits: how
 * many there are to draw from.
 */
export function stepSection(digits: number, onStep: () => void, differentiate: Differentiate) {
  const content = element('div', { class: 'step-parts' });
  const button = element('button', { type: 'button', onclick: onStep }, 'Take one step');
  const root = section(
    'step',
    'One step, followed',
    'What chapters 4 and 5 of the book say in formulas, in the numbers of one update: forward from a batch to its loss, ' +
      'backward to the gradient of each weight, and every weight a little against its gradient.',
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
      `The chosen digit is ${labels[n]}, and the net gives ${labels[n]} the probability ` +
      `${probabilities[n * 10 + labels[n]].toPrecision(4)}: its loss is −ln of that, ${decimal(lossOf(n), 4)}. ` +
      `The mean over the ${grouped(N)} digits of the batch is the loss:`;
    showGradient();
  };
  const showGradient = () => {
    if (difference) gradient.replaceChildren(differenceView(trace, difference, chosen));
  };
  const ask = () => {
    if (!choice) return;
    const { name, place } = choice.read();
    update.replaceChildren(updateView(trace, config, name, place));
    differentiate(name, place);
  };
  choice = weightChoice(trace.gradients, ask);
  const parts = [
    part(
      `Update ${grouped(iteration)}: a batch`,
      `${grouped(N)} of the ${grouped(digits)} training digits, drawn at random (chapter 4). The digit that the net is most wrong about is ` +
        'chosen; choose another to follow it.',
      batchView(trace, hardest, choose),
    ),
    part(
      'Forward: scores and probabilities',
      'Layer by layer to a score s for each class, and by Softmax to probabilities y (chapters 3 and 5). In the table for the ' +
        'chosen digit, t is 1 at the right class and 0 elsewhere; y − t is what back-propagation starts with.',
      formulas(forwardFormulas(architecture)),
      table,
    ),
    part(
      'The loss',
      'The cross-entropy error (chapter 4): how surprised the net is by the right answers.',
      formulas(['L = −(1/N) Σₙ ln y[n, t[n]]']),
      lossWords,
      element('p', { class: 'result' }, `L = ${losses[0].toPrecision(8)}`),
    ),
    part(
      'Backward: the gradient of one weight',
      'By the chain rule from the loss back through every layer (chapter 5); and, for one weight, by the definition of a ' +
        'derivative (chapter 4): move the weight by a small h to either side, and see what the loss does.',
      formulas(backwardFormulas(architecture)),
      choice.root,
      gradient,
    ),
    part(
      'The update',
      `The optimizer ${config.optimizer.name} moves the weight against its gradient; so it does with all the others.`,
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
