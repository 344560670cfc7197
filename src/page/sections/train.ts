import type { Counts } from '../training.js';
import { element, section } from '../widgets/dom.js';
import { saveText } from '../widgets/save-text.js';
import { settingsForm } from '../widgets/settings.js';

export interface TrainSection {
  readonly root: HTMLElement;
  /** The settings as a config file would hold them. */
  read(): object;
  /** Tells what is wrong with them; nothing is, where there are no words. */
  complain(words: string): void;
}

/** The settings of the run, and how the command repeats it. losses: the run's `loss.csv` so far. */
export function trainSection(counts: Counts, onChange: () => void, losses: () => string): TrainSection {
  const config = element('code');
  const { root: form, read } = settingsForm(counts, () => {
    write();
    onChange();
  });
  const write = () => {
    config.textContent = `${JSON.stringify(read(), null, 2)}\n`;
  };
  write();
  const alert = element('p', { class: 'complaint', role: 'alert' });
  const root = section(
    'train',
    'Train it',
    'Each update looks at one batch of digits and moves every weight a little against the gradient of the loss. Change a ' +
      'setting, and training begins anew.',
    form,
    alert,
    element(
      'details',
      {},
      element('summary', {}, 'The same run by the command'),
      element(
        'p',
        { class: 'note' },
        'Save this config and run “mnist-train playground.json”: its loss.csv has the losses of this page, digit for digit.',
      ),
      element('pre', { tabindex: 0 }, config),
      element(
        'div',
        { class: 'controls' },
        saveText('Save the config', 'playground.json', () => config.textContent ?? ''),
        saveText('Save loss.csv', 'loss.csv', losses),
      ),
    ),
  );
  const complain = (words: string) => {
    alert.textContent = words;
  };
  return { root, read, complain };
}
