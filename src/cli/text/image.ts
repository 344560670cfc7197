import { size } from '../../image/mass.js';
import { fraction } from './numbers.js';
import { INDENT, type PictureStyle, pictureText } from './picture.js';

/** What a net says of one file. */
export interface ReadImage {
  readonly file: string;
  readonly answer: number;
  /** [classes] */
  readonly probabilities: readonly number[];
  /** [28 · 28] what the net saw, 0 … 255 */
  readonly pixels: readonly number[];
}

const BAR = 30;

/** Of more classes than this, only the likeliest are shown: a picture beside them has fourteen lines. */
const MOST_BARS = 10;

/** Columns of a picture beside its bars; narrower terminals have the bars below. */
const WIDE = INDENT + size + 3 + 12 + BAR;

/** What a net says of an image as a person reads it: the answer, the picture if there is a style for it, a bar a class. */
export function imageText(image: ReadImage, style: PictureStyle, columns: number | undefined): string {
  const { file, answer, probabilities, pixels } = image;
  const title = `${file}: ${answer}  (probability ${fraction(probabilities[answer])})\n\n`;
  const bars = barLines(probabilities, style);
  if (style.colours === undefined) return title + lines(bars);
  const picture = pictureText(pixels, size, style).split('\n').slice(0, -1);
  if (columns !== undefined && columns < WIDE) return `${title}${lines(picture)}\n${lines(bars)}`;
  const above = Math.floor((picture.length - bars.length) / 2);
  return title + lines(picture.map((line, i) => `${line}   ${bars[i - above] ?? ''}`));
}

/** A line for each class, or for the likeliest ones where there are many. */
function barLines(probabilities: readonly number[], { isUnicode }: PictureStyle): string[] {
  const width = String(probabilities.length - 1).length;
  const classes = [...probabilities.keys()];
  const likeliest = [...classes].sort((a, b) => probabilities[b] - probabilities[a]).slice(0, MOST_BARS);
  return (classes.length > MOST_BARS ? likeliest : classes).map((k) => {
    const bar = (isUnicode ? '█' : '#').repeat(Math.round(probabilities[k] * BAR));
    return `${String(k).padStart(width)}  ${fraction(probabilities[k])}  ${bar}`;
  });
}

function lines(texts: readonly string[]): string {
  return texts
    .map((text) => `${' '.repeat(INDENT)}${text}`.trimEnd())
    .map((text) => `${text}\n`)
    .join('');
}
