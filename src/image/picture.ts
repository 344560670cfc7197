/** A picture as in a canvas: 4 bytes per pixel, row by row, alpha not premultiplied. */
export interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** A grey picture, 0 (black) … 255 (white), row by row. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A drawing: 0 is paper, 1 is full ink, row by row. */
export interface Ink {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}
