/** A picture as a canvas has it: 4 bytes a pixel, row by row, alpha not multiplied in. */
export interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** A picture of grey levels, 0 (black) … 255 (white), row by row. */
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
