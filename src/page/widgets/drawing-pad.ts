import type { Ink } from '../../image/picture.js';
import { element } from './dom.js';

/** Width and height of the paper in pixels. */
const SIDE = 280;
/** Pen width; scaled down, about the stroke width in MNIST. */
const PEN = 22;
/** Distance that an arrow key moves the pen. */
const KEY_STEP = 10;
const KEY_STEPS: Readonly<Record<string, Point>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

type Point = readonly [x: number, y: number];
/** A test image to draw on, and its ink. */
export interface Sample {
  readonly picture: HTMLCanvasElement;
  readonly ink: Ink;
}
type Stroke = Point[] | Sample;

/** A canvas to draw on with a pointer or the keyboard. It stores the strokes, for undo. */
export class DrawingPad {
  readonly root: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #pen: HTMLElement;
  readonly #onInk: (ink: Ink) => void;
  readonly #onRest: () => void;
  readonly #ink = new Float32Array(SIDE * SIDE);
  #strokes: Stroke[] = [];
  #isDown = false;
  #keyPen: Point = [SIDE / 2, SIDE / 4];

  /** onInk: called after every change; onRest: called when the pen is lifted and after undo. */
  constructor(onInk: (ink: Ink) => void, onRest: () => void) {
    this.#onInk = onInk;
    this.#onRest = onRest;
    this.#canvas = element('canvas', {
      width: SIDE,
      height: SIDE,
      tabindex: 0,
      role: 'application',
      'aria-label': 'Drawing pad. The arrow keys move the pen; the space bar lowers and lifts it.',
    });
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('this browser does not support canvas');
    this.#context = context;
    this.#pen = element('i', { class: 'pen' });
    const hint = element('span', { class: 'hint', 'aria-hidden': 'true' }, 'draw here');
    this.root = element('div', { class: 'paper' }, this.#canvas, this.#pen, hint);
    this.#canvas.addEventListener('pointerdown', (event) => this.#begin(event));
    this.#canvas.addEventListener('pointermove', (event) => this.#move(event));
    for (const end of ['pointerup', 'pointercancel'] as const) this.#canvas.addEventListener(end, () => this.#end());
    this.#canvas.addEventListener('keydown', (event) => this.#key(event));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.redraw());
  }

  undo(): void {
    this.#strokes.pop();
    this.redraw();
    this.#onRest();
  }

  clear(): void {
    this.#strokes = [];
    this.redraw();
    this.#onRest();
  }

  /** Clears the pad and starts from a test image. Until the user draws on it, reports its exact ink. */
  start(sample: Sample): void {
    this.#strokes = [sample];
    this.redraw();
    this.#onRest();
  }

  #begin(event: PointerEvent): void {
    event.preventDefault();
    this.#canvas.setPointerCapture(event.pointerId);
    this.#isDown = true;
    this.#strokes.push([]);
    this.#extend([this.#pointOf(event)]);
  }

  #move(event: PointerEvent): void {
    if (!this.#isDown) return;
    // A pen can report several points per frame.
    const moves = event.getCoalescedEvents();
    this.#extend((moves.length > 0 ? moves : [event]).map((move) => this.#pointOf(move)));
  }

  #end(): void {
    if (!this.#isDown) return;
    this.#isDown = false;
    this.#onRest();
  }

  #pointOf({ clientX, clientY }: PointerEvent): Point {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    return [((clientX - left) / width) * SIDE, ((clientY - top) / height) * SIDE];
  }

  #key(event: KeyboardEvent): void {
    const step = KEY_STEPS[event.key];
    if (event.key !== ' ' && !step) return;
    event.preventDefault();
    if (event.key === ' ') {
      this.#isDown = !this.#isDown;
      if (this.#isDown) this.#strokes.push([]);
      else this.#onRest();
    } else {
      const within = (x: number) => Math.min(SIDE, Math.max(0, x));
      this.#keyPen = [within(this.#keyPen[0] + KEY_STEP * step[0]), within(this.#keyPen[1] + KEY_STEP * step[1])];
    }
    this.#pen.style.left = `${(100 * this.#keyPen[0]) / SIDE}%`;
    this.#pen.style.top = `${(100 * this.#keyPen[1]) / SIDE}%`;
    this.#pen.classList.toggle('down', this.#isDown);
    this.#pen.classList.add('used');
    if (this.#isDown) this.#extend([this.#keyPen]);
  }

  #extend(points: readonly Point[]): void {
    const stroke = this.#strokes.at(-1);
    if (!Array.isArray(stroke)) return;
    const from = stroke.at(-1);
    stroke.push(...points);
    this.#draw(from ? [from, ...points] : points);
    this.#report();
  }

  /** Draws all strokes again and reports the ink. */
  redraw(): void {
    this.#context.clearRect(0, 0, SIDE, SIDE);
    for (const stroke of this.#strokes) this.#draw(stroke);
    this.#report();
  }

  #draw(points: readonly Point[] | Sample): void {
    const context = this.#context;
    if ('picture' in points) {
      context.imageSmoothingEnabled = false;
      context.drawImage(points.picture, 0, 0, SIDE, SIDE);
      return;
    }
    context.strokeStyle = getComputedStyle(this.#canvas).color;
    context.lineWidth = PEN;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x, y);
    if (points.length === 1) context.lineTo(...points[0]); // a dot
    context.stroke();
  }

  #report(): void {
    this.root.classList.toggle('blank', this.#strokes.length === 0);
    const [first, second] = this.#strokes;
    this.#onInk(first && 'ink' in first && !second ? first.ink : this.#paperInk());
  }

  /** The ink is the opacity of the canvas, whatever the colour. */
  #paperInk(): Ink {
    const { data } = this.#context.getImageData(0, 0, SIDE, SIDE);
    for (let i = 0; i < this.#ink.length; i++) this.#ink[i] = data[4 * i + 3] / 255;
    return { width: SIDE, height: SIDE, data: this.#ink };
  }
}
