import type { Counts } from '../training.js';
import { element, section } from '../widgets/dom.js';
import { saveText } from '../widgets/save-text.js';
import { settingsForm } from '../widgets/settings.js';

export interface TrainSection {
  readonly root: HTMLElement;
  /** The settings as the content of a config file. */
  read(): object;
  /** Shows an error message; an empty one clears it. */
  showError(message: string): void;
}

/** The settings of the run, and how to repeat it on the command line. losses: the run's `loss.csv` so far. */
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
  const alert = element('p', { class: 'error', role: 'alert' });
  const root = section(
    'train',
    'Train it',
    'Each update computes the gradient of the loss on a batch of digits and changes every weight a little against its ' +
      'gradient. Changing a setting restarts training.',
    form,
    alert,
    element(
      'details',
      {},
      element('summary', {}, 'The same run on the command line'),
      element(
        'p',
        { class: 'note' },
        'Save this config and run “mnist-train playground.json”. Its loss.csv has exactly the losses of this page.',
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
  const showError = (message: string) => {
    alert.textContent = message;
  };
  return { root, read, showError };
}
