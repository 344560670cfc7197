/**
 * How strongly a copy may differ from its image. Every copy draws its own rotation and shear (degrees), scales of x and y
 * (a fraction) and shifts of x and y (pixels), each uniform within ± the number given here.
 */
export interface DistortionSettings {
  readonly elastic?: ElasticSettings | undefined;
  readonly rotation: number;
  readonly shear: number;
  readonly scale: number;
  readonly shift: number;
}

/**
 * Displacement fields as in Simard, Steinkraus and Platt (2003): uniform noise in −1 … 1 for dx and dy of every pixel,
 * smoothed by a Gaussian, times alpha pixels. The Gaussian equals SciPy's `gaussian_filter(noise, sigma,
 * mode="constant")`: weights sum to 1 and are cut off at 4 sigma; outside the image the noise is 0.
 */
export interface ElasticSettings {
  readonly alpha: number;
  /** Standard deviation in pixels. */
  readonly sigma: number;
}
