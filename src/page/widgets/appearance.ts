/**
 * A colour of the style sheet, which depends on whether the page is light, dark or on paper: for a canvas its present
 * value, for an element a `variable`.
 */
export function colour(name: string): (() => string) & { variable: string } {
  const now = () => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  return Object.assign(now, { variable: `var(--${name})` });
}

/** Calls back when the page turns light or dark, and before and after it is printed. */
export function onAppearanceChange(redraw: (isPaper: boolean) => void): void {
  const paper = matchMedia('print');
  const change = () => redraw(paper.matches);
  for (const query of [paper, matchMedia('(prefers-color-scheme: dark)')]) query.addEventListener('change', change);
  addEventListener('beforeprint', () => redraw(true));
  addEventListener('afterprint', () => redraw(false));
}
