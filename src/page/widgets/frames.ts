/** Does things one after another, one in each frame of the screen: none of them delays another, or the reader's hand. */
export class Frames {
  readonly #waiting: (() => void)[] = [];
  readonly #onIdle: () => void;

  /** onIdle: called when all is done. */
  constructor(onIdle: () => void) {
    this.#onIdle = onIdle;
  }

  add(paint: () => void): void {
    this.#waiting.push(paint);
    if (this.#waiting.length === 1) requestAnimationFrame(() => this.#next());
  }

  #next(): void {
    this.#waiting[0]();
    this.#waiting.shift();
    if (this.#waiting.length > 0) requestAnimationFrame(() => this.#next());
    else this.#onIdle();
  }
}
