import { grouped } from '../../quantity.js';
import type { Status } from '../trainer/messages.js';
import { element } from './dom.js';
import { percent } from './numbers.js';

/** The state of a run as the bar shows it. */
export interface RunState {
  readonly status: Status;
  readonly done: number;
  readonly iterations: number;
  /** The latest values, if any. */
  readonly loss?: number | undefined;
  readonly accuracy?: number | undefined;
}

/** Callbacks of the buttons. */
export interface RunButtons {
  start(): void;
  pause(): void;
  step(): void;
  restart(): void;
}

const WORDS: Readonly<Record<Status, string>> = {
  running: 'Training.',
  paused: 'Paused.',
  finished: 'Finished. Press Restart to train again.',
  failed: 'Stopped.',
};

/** A sticky bar: start, pause, one step, restart, and the progress of the run. */
export function runBar({ start, pause, step, restart }: RunButtons) {
  let isRunning = false;
  const button = (text: string, onclick: () => void) => element('button', { type: 'button', onclick }, text);
  const main = button('Start', () => (isRunning ? pause() : start()));
  main.className = 'main';
  const one = button('One step', step);
  const again = button('Restart', restart);
  const progress = element('progress', { max: 1, value: 0, 'aria-label': 'Progress' });
  const words = element('span', { class: 'run-words' });
  const spoken = element('span', { class: 'visually-hidden', role: 'status' });
  const root = element('div', { class: 'run-bar' }, main, one, again, progress, words, spoken);
  /** Shows the progress of drawing the digits, before the first run. */
  const showDrawing = (drawn: number, all: number) => {
    progress.value = drawn / all;
    words.textContent = `drawing ${grouped(all)} digits`;
    for (const each of [main, one, again]) each.disabled = true;
  };
  const show = ({ status, done, iterations, loss, accuracy }: RunState) => {
    isRunning = status === 'running';
    const isOver = status === 'finished' || status === 'failed';
    main.textContent = isRunning ? 'Pause' : done === 0 || isOver ? 'Start' : 'Resume';
    main.disabled = isOver;
    one.disabled = isOver;
    again.disabled = false;
    progress.value = done / iterations;
    const figures = [
      `update ${grouped(done)} of ${grouped(iterations)}`,
      ...(loss === undefined ? [] : [`loss ${loss.toPrecision(3)}`]),
      ...(accuracy === undefined ? [] : [`test ${percent(accuracy)}`]),
    ];
    words.textContent = figures.join(' · ');
    const said = `${WORDS[status]}`;
    if (spoken.textContent !== said) spoken.textContent = said;
  };
  return { root, show, showDrawing };
}
