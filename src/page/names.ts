/** The standard name of each section, shown next to its plain title. */
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
