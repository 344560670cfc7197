/** The words for `augment` and its keys. */
export const AUGMENT_WORDS = {
  augment: {
    means: 'train on distorted copies of the images',
    example: { elastic: { alpha: 36, sigma: 5 }, rotation: 7.5 },
    unset: 'off',
  },
  'augment.elastic': {
    means: 'elastic distortion (Simard, Steinkraus and Platt)',
    example: { alpha: 36, sigma: 5 },
    unset: 'none',
  },
  'augment.elastic.alpha': { means: 'strength of the displacement', example: 36, unit: 'pixels' },
  'augment.elastic.sigma': { means: 'width of the Gaussian that smooths the displacement', example: 5, unit: 'pixels' },
  'augment.rotation': { means: 'largest rotation to either side', example: 7.5, unit: 'degrees' },
  'augment.shear': { means: 'largest shear to either side', example: 7.5, unit: 'degrees' },
  'augment.scale': { means: 'largest growth or shrinkage', example: 0.1, unit: 'fraction of the size' },
  'augment.shift': { means: 'largest shift in each direction', example: 1, unit: 'pixels' },
  'augment.fade': {
    means: 'how much weaker the distortions are in the last epoch than in the first; linear between them',
    example: 0.5,
    unit: 'fraction',
    unset: '0',
  },
};
