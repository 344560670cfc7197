import type { Ink } from '../../image/ink.js';
import { mnistImage } from '../../image/mnist-image.js';
import type { Net, Passage } from '../net.js';
import type { PageData } from '../page-data.js';
import { element, section } from '../widgets/dom.js';
import { probability } from '../widgets/numbers.js';
import { LayerCells, ProbabilityBars } from '../widgets/passage-view.js';
import { digitPicture, paintDigit } from '../widgets/pictures.js';
import type { UnitPictures } from '../widgets/unit-pictures.js';
import { VotesPanel } from '../widgets/votes.js';

const SIDE = 280;
/** About what MNIST's writers had, once the drawing is scaled down. */
const PEN = 22;
/** How far an arrow key moves the pen. */
const KEY_STEP = 10;
/** Pictures of units that react; more would be too small to see. */
const MOST_UNITS = 50;
const IMAGE_SIDE = 28;

type Point = readonly [x: number, y: number];

/** A place to draw on, and the net's answer at every move of the pen. */
export function padSection(data: PageData, net: Net, pictures: UnitPictures): HTMLElement {
  const { classes, architecture } = data.model;
  if (architecture.input !== IMAGE_SIDE ** 2) {
    return section(
      'pad',
      'Draw one yourself',
      `This net takes ${architecture.input} inputs and not 28×28 pixels, so it cannot read drawings.`,
    );
  }
  const blank = new Uint8Array(IMAGE_SIDE ** 2);
  const seen = digitPicture(blank, IMAGE_SIDE, 'What the net sees: your drawing, cropped, scaled and centred');
  const bars = new ProbabilityBars(classes);
  const votes = new VotesPanel(data, net, pictures);
  votes.root.id = 'votes';
  votes.root.hidden = true;
  const hidden = hiddenLayers(data, pictures);
  const answer = element('p', { class: 'answer' });
  const spoken = element('p', { class: 'unseen', 'aria-live': 'polite' });

  let passage: Passage | undefined;
  const look = (ink: Ink) => {
    const started = performance.now();
    const { pixels, isEmpty } = mnistImage(ink);
    passage = isEmpty ? undefined : net.pass(pixels);
    paintDigit(seen, pixels);
    bars.show(passage);
    for (const [i, layer] of hidden.entries()) layer.show(passage?.activations[i]);
    votes.show(pixels, passage);
    answer.replaceChildren(...verdict(classes, passage));
    performance.measure('stroke', { start: started });
  };
  const tell = () => {
    spoken.textContent = answer.textContent;
  };
  const pad = new Pad(look, tell);

  const button = (text: string, onclick: () => void) => element('button', { type: 'button', onclick }, text);
  const voteButton = button('Show how the bias and the weights vote', () => {
    voteButton.setAttribute('aria-expanded', String(votes.toggle()));
  });
  voteButton.setAttribute('aria-expanded', 'false');
  voteButton.setAttribute('aria-controls', 'votes');
  pad.clear();
  return section(
    'pad',
    'Draw one yourself',
    `Draw ${isDigits(classes) ? 'a digit' : 'one of its classes'} with the mouse, a finger or a pen, and watch the net change its mind at every move.`,
    element(
      'div',
      { class: 'pad' },
      element(
        'div',
        { class: 'pad-paper' },
        pad.root,
        element(
          'div',
          { class: 'controls' },
          button('Undo', () => pad.undo()),
          button('Clear', () => pad.clear()),
        ),
      ),
      element(
        'div',
        { class: 'pad-seen' },
        element('h3', {}, 'What the net sees'),
        seen,
        element(
          'p',
          { class: 'note' },
          'cropped, scaled to 20×20, its mass in the middle of 28×28, as MNIST’s digits are',
        ),
      ),
      element('div', { class: 'pad-bars' }, answer, spoken, bars.root),
    ),
    ...hidden.map(({ root }) => root),
    element('div', { class: 'controls' }, voteButton),
    votes.root,
  );
}

function verdict(classes: readonly string[], passage: Passage | undefined): (string | HTMLElement)[] {
  if (!passage) return ['Nothing to see yet.'];
  const p = passage.probabilities[passage.predicted];
  return ['I see ', element('b', {}, classes[passage.predicted]), ` (${probability(p)})`];
}

function isDigits(classes: readonly string[]): boolean {
  return classes.every((name, k) => name === String(k));
}

interface HiddenView {
  readonly root: HTMLElement;
  show(activations: Float64Array | undefined): void;
}

/** The first layer as the pictures its units look for, those awake lit up; later layers as cells. */
function hiddenLayers(data: PageData, pictures: UnitPictures): HiddenView[] {
  const { hidden } = data.model.architecture;
  return hidden.map((units, i) => {
    const view = i === 0 ? unitStrip(pictures) : new LayerCells(`Hidden layer ${i + 1}`, units);
    const title = hidden.length === 1 ? 'The hidden units' : `Hidden layer ${i + 1}`;
    const root = element('div', { class: 'pad-layer' }, element('h3', {}, title), view.root);
    return { root, show: (activations) => view.show(activations) };
  });
}

function unitStrip(pictures: UnitPictures): HiddenView {
  const order = pictures.order.slice(0, MOST_UNITS);
  const tiles = order.map((unit) => element('span', {}, pictures.of(unit)));
  return {
    root: element('div', { class: 'unit-strip' }, ...tiles),
    show(activations) {
      const largest = Math.max(...(activations ?? [0]), Number.MIN_VALUE);
      for (const [i, unit] of order.entries()) {
        tiles[i].style.setProperty('--on', ((activations?.[unit] ?? 0) / largest).toFixed(3));
      }
    },
  };
}

/** The drawing itself: strokes of points, drawn anew when one is taken back. */
class Pad {
  readonly root: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #pen: HTMLElement;
  readonly #onInk: (ink: Ink) => void;
  readonly #onRest: () => void;
  readonly #ink = new Float32Array(SIDE * SIDE);
  #strokes: Point[][] = [];
  #isDown = false;
  #keyPen: Point = [SIDE / 2, SIDE / 4];

  constructor(onInk: (ink: Ink) => void, onRest: () => void) {
    this.#onInk = onInk;
    this.#onRest = onRest;
    this.#canvas = element('canvas', {
      width: SIDE,
      height: SIDE,
      tabindex: 0,
      role: 'application',
      'aria-label': 'Drawing pad. Arrow keys move the pen, the space bar puts it down and lifts it.',
    });
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('this browser has no canvas');
    this.#context = context;
    this.#pen = element('i', { class: 'pen' });
    this.root = element('div', { class: 'paper' }, this.#canvas, this.#pen);
    this.#canvas.addEventListener('pointerdown', (event) => this.#begin(event));
    this.#canvas.addEventListener('pointermove', (event) => this.#move(event));
    for (const end of ['pointerup', 'pointercancel'] as const) this.#canvas.addEventListener(end, () => this.#end());
    this.#canvas.addEventListener('keydown', (event) => this.#key(event));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#redraw());
  }

  undo(): void {
    this.#strokes.pop();
    this.#redraw();
    this.#onRest();
  }

  clear(): void {
    this.#strokes = [];
    this.#redraw();
    this.#onRest();
  }

  #begin(event: PointerEvent): void {
    event.preventDefault();
    this.#canvas.setPointerCapture(event.pointerId);
    this.#isDown = true;
    this.#strokes.push([]);
    this.#extend([this.#place(event)]);
  }

  #move(event: PointerEvent): void {
    if (!this.#isDown) return;
    // a pen reports more places than the screen shows frames
    const moves = event.getCoalescedEvents();
    this.#extend((moves.length > 0 ? moves : [event]).map((move) => this.#place(move)));
  }

  #end(): void {
    if (!this.#isDown) return;
    this.#isDown = false;
    this.#onRest();
  }

  #place({ clientX, clientY }: PointerEvent): Point {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    return [((clientX - left) / width) * SIDE, ((clientY - top) / height) * SIDE];
  }

  #key(event: KeyboardEvent): void {
    const steps: Record<string, Point> = {
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
    };
    const step = steps[event.key];
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
    if (!stroke) return;
    const from = stroke.at(-1);
    stroke.push(...points);
    this.#draw(from ? [from, ...points] : points);
    this.#look();
  }

  #redraw(): void {
    this.#context.clearRect(0, 0, SIDE, SIDE);
    for (const stroke of this.#strokes) this.#draw(stroke);
    this.#look();
  }

  #draw(points: readonly Point[]): void {
    const context = this.#context;
    context.strokeStyle = getComputedStyle(this.#canvas).color;
    context.lineWidth = PEN;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x, y);
    if (points.length === 1) context.lineTo(...points[0]); // a dot
    context.stroke();
  }

  /** Ink is what covers the paper, whatever its colour. */
  #look(): void {
    const { data } = this.#context.getImageData(0, 0, SIDE, SIDE);
    for (let i = 0; i < this.#ink.length; i++) this.#ink[i] = data[4 * i + 3] / 255;
    this.#onInk({ width: SIDE, height: SIDE, data: this.#ink });
  }
}
