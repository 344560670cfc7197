/** The words for `distill` and its keys. */
export const DISTILL_WORDS = {
  distill: {
    means:
      'learn from a committee of trained nets as well as from the labels (Hinton, Vinyals and Dean 2015): its models, or a ' +
      'mapping with `from`; `loss.csv` records the weighted sum of both losses',
    example: 'runs/committee',
    unset: 'off',
  },
  'distill.from': {
    means:
      'the teachers, as for `mnist-eval`: a model file, the folder of a run or of several runs, or a list of these',
    example: ['runs/committee', 'runs/record/model.json'],
    unset: 'required',
  },
  'distill.temperature': { means: 'T: probabilities are softmax(scores / T)', example: 4, unit: '1' },
  'distill.weight': {
    means:
      'w: the loss is (1 − w) · cross-entropy with the labels + w T² · cross-entropy with the mean of the teachers',
    example: 0.5,
    unit: 'fraction',
  },
  'distill.sha256': {
    means: 'SHA-256 of the parameters of each teacher, which the run writes into its `config.json` and verifies',
    example: ['0'.repeat(64)],
    unset: 'those of the models',
  },
};
