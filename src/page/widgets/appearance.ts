/**
 * A colour of the style sheet, which differs between light, dark and print. For a canvas, call it to get the current value; for
 * an element, use `variable`.
 */
export function colour(name: string): (() => string) & { variable: string } {
  const now = () => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  return Object.assign(now, { variable: `var(--${name})` });
}

/** Calls `redraw` when the page changes between light and dark, and before and after printing. */
export function onAppearanceChange(redraw: (isPaper: boolean) => void): void {
  const paper = matchMedia('print');
  const change = () => redraw(paper.matches);
  for (const query of [paper, matchMedia('(prefers-color-scheme: dark)')]) query.addEventListener('change', change);
  addEventListener('beforeprint', () => redraw(true));
  addEventListener('afterprint', () => redraw(false));
}
