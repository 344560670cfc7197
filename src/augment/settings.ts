/**
 * How far copies of an image may be from it. Every copy draws its own rotation and shear (degrees), scales of x and y (a
 * fraction) and shifts of x and y (pixels), each uniformly within ± the number here.
 */
export interface DistortionSettings {
  readonly elastic?: ElasticSettings | undefined;
  readonly rotation: number;
  readonly shear: number;
  readonly scale: number;
  readonly shift: number;
}

/**
 * Displacement fields as in Simard, Steinkraus and Platt (2003): uniform noise of −1 … 1 for dx and dy of every pixel,
 * smoothed by a Gaussian, times alpha pixels. The Gaussian is that of SciPy's `gaussian_filter(noise, sigma,
 * mode="constant")`: its weights sum to 1, it ends at 4 sigma, and there is no noise outside of the image.
 */
export interface ElasticSettings {
  readonly alpha: number;
  /** In pixels. */
  readonly sigma: number;
}
