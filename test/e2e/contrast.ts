/**
 * For `page.evaluate`: the texts on a page whose contrast is below WCAG 2.2 AA (4.5 : 1, of large letters 3 : 1). What
 * is disabled is exempt, and what is hidden has no text.
 */
export function lowContrast(): string[] {
  type Colour = [red: number, green: number, blue: number, alpha: number];
  const parse = (text: string): Colour => {
    const numbers = (text.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
    const scale = text.startsWith('color(') ? 255 : 1;
    const [r = 0, g = 0, b = 0, alpha = 1] = numbers;
    return [r * scale, g * scale, b * scale, alpha];
  };
  const over = ([r, g, b, a]: Colour, [R, G, B]: Colour): Colour => [
    r * a + R * (1 - a),
    g * a + G * (1 - a),
    b * a + B * (1 - a),
    1,
  ];
  const background = (element: Element | null): Colour =>
    element
      ? over(parse(getComputedStyle(element).backgroundColor), background(element.parentElement))
      : [255, 255, 255, 1];
  const luminance = ([r, g, b]: Colour): number => {
    const linear = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  return [...document.querySelectorAll('body *')].flatMap((element) => {
    const text = [...element.childNodes]
      .map((node) => (node.nodeType === 3 ? node.textContent : ''))
      .join('')
      .trim();
    const isShown = element.getClientRects().length > 0 && !element.matches(':disabled, script, .unseen');
    if (text === '' || !isShown) return [];
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const behind = background(element);
    const [light, dark] = [luminance(over(parse(color), behind)), luminance(behind)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    const size = Number.parseFloat(fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700);
    return ratio < (isLarge ? 3 : 4.5) ? [`${text.slice(0, 30)}: ${ratio.toFixed(2)}`] : [];
  });
}
