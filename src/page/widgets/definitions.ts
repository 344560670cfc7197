import { TERMS } from '../terms.js';
import { element } from './dom.js';

/** The elements whose text is searched for terms. */
const SELECTOR = '.lead, .explanation, .diagnosis, .note, figcaption, dt, caption, th[scope], .step h3';
const TERM = new RegExp(
  Object.keys(TERMS)
    .map((pattern) => `\\b(${pattern})\\b`)
    .join('|'),
  'gi',
);
const DEFINITIONS = Object.values(TERMS);
const MARGIN = 8;

/** The popover with the current definition. The browser closes it on Escape, or on a click elsewhere. */
const popover = element('span', { popover: 'auto', role: 'tooltip', class: 'definition' });

/** Adds a definition to the first mention of each term, shown on hover, focus or touch. */
export function explainTerms(part: HTMLElement): void {
  const seen = new Set<number>();
  for (const container of part.querySelectorAll(SELECTOR)) {
    const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) if (!text.parentElement?.closest('button, a')) markTerms(text, seen);
  }
}

function markTerms(text: Text, seen: Set<number>): void {
  const words = text.data;
  let end = 0;
  for (const match of words.matchAll(TERM)) {
    const term = match.slice(1).findIndex((group) => group !== undefined);
    if (seen.has(term)) continue;
    seen.add(term);
    text.before(words.slice(end, match.index), termButton(match[0], DEFINITIONS[term]));
    end = match.index + match[0].length;
  }
  if (end > 0) text.data = words.slice(end);
}

function termButton(word: string, definition: string): HTMLElement {
  const show = () => {
    frame.append(popover);
    popover.textContent = definition;
    popover.showPopover();
    movePopover(button.getBoundingClientRect());
  };
  const hide = () => frame.contains(popover) && popover.remove();
  const byMouse = (act: () => void) => (event: Event) => (event as PointerEvent).pointerType === 'mouse' && act();
  const button = element(
    'button',
    { type: 'button', class: 'term', 'aria-description': definition, onfocus: show, onblur: hide, onclick: show },
    word,
  );
  // The popover is inside the frame, so it stays open while the pointer is on it.
  const frame = element('span', { onpointerenter: byMouse(show), onpointerleave: byMouse(hide) }, button);
  return frame;
}

/** Moves the popover below its term, or above if there is no room. */
function movePopover({ left, top, bottom }: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = popover;
  const x = Math.max(MARGIN, Math.min(left, document.documentElement.clientWidth - width - MARGIN));
  const y = bottom + height > innerHeight ? top - height : bottom;
  popover.style.left = `${x + scrollX}px`;
  popover.style.top = `${y + scrollY}px`;
}
