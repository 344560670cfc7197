/** What the sections are called elsewhere: the words that people search for, beside the page's plain ones. */
export const NAMES: Readonly<Record<string, string>> = {
  train: 'Settings',
  step: 'Back-propagation',
  pad: 'Drawing pad',
  run: 'Summary',
  members: 'Committee',
  disputed: 'Disagreement',
  curves: 'Learning curves',
  health: 'Diagnostics',
  confusion: 'Confusion matrix',
  mistakes: 'Mistakes',
  classes: 'Precision and recall',
  calibration: 'Calibration',
  units: 'Weights',
  layers: 'Forward pass',
};
