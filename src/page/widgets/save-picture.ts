import { element } from './dom.js';

/** A button that saves a part of the page as a PNG file. name: without extension. */
export function saveButton(name: string, part: HTMLElement): HTMLButtonElement {
  const onclick = () => element('a', { download: `${name}.png`, href: picture(part).toDataURL() }).click();
  return element('button', { type: 'button', 'aria-label': `Save picture: ${name}`, onclick }, 'Save picture');
}

/** Paints the boxes, canvases and text at the positions of the browser's layout. */
function picture(part: HTMLElement): HTMLCanvasElement {
  const { left, top, width, height } = part.getBoundingClientRect();
  const canvas = element('canvas', { width: width * devicePixelRatio, height: height * devicePixelRatio });
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  context.scale(devicePixelRatio, devicePixelRatio);
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, width, height);
  context.translate(-left, -top);
  const walker = document.createTreeWalker(part);
  for (let node: Node | null = part; node; node = walker.nextNode()) {
    if (node instanceof Text) paintWords(context, node);
    else if (node instanceof HTMLElement) paintBox(context, node);
  }
  return canvas;
}

function paintBox(context: CanvasRenderingContext2D, box: HTMLElement): void {
  const { x, y, width, height } = box.getBoundingClientRect();
  const { backgroundColor, borderTopColor, borderTopWidth } = getComputedStyle(box);
  const line = Number.parseFloat(borderTopWidth);
  context.fillStyle = backgroundColor;
  context.fillRect(x, y, width, height);
  context.strokeStyle = borderTopColor;
  context.lineWidth = line;
  if (line > 0) context.strokeRect(x + line / 2, y + line / 2, width - line, height - line);
  if (box instanceof HTMLCanvasElement) context.drawImage(box, x, y, width, height);
}

/** Paints one line of text; charts and tables have only short texts. */
function paintWords(context: CanvasRenderingContext2D, text: Text): void {
  const range = document.createRange();
  range.selectNodeContents(text);
  const { x, y, width, height } = range.getBoundingClientRect();
  if (width === 0 || !text.parentElement) return;
  const { color, font } = getComputedStyle(text.parentElement);
  context.fillStyle = color;
  context.font = font;
  context.textBaseline = 'middle';
  context.fillText(text.data, x, y + height / 2);
}
