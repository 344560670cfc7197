/** Runs one task per animation frame, in order, so that the page stays responsive. */
export class Frames {
  readonly #waiting: (() => void)[] = [];
  readonly #onIdle: () => void;

  /** onIdle: called when no task is left. */
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
