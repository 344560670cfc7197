import { printable } from '../../documents/problem.js';
import type { OutputName } from '../../network/outputs.js';
import { fraction } from './numbers.js';
import { INDENT, type PictureStyle, pictureText } from './picture.js';

export interface ReadImage {
  readonly file: string;
  readonly answer: number;
  /** [classes] */
  readonly outputs: readonly number[];
  /** [side · side] the image as the net sees it, 0 … 255 */
  readonly pixels: readonly number[];
  /** Why the answer may be wrong. */
  readonly remark?: string;
}

const BAR = 30;

/** With more classes than this, only those with the largest outputs get a bar. */
const MOST_BARS = 10;

/** Columns between the picture and the bars. */
const GAP = 3;
/** Columns of the number before each bar, and the spaces around it. */
const NUMBER_COLUMNS = 11;

/** The answer, the picture if the terminal can show it, and a bar for each class. names: of the classes. */
export function imageText(
  { file, answer, outputs, pixels, remark }: ReadImage,
  names: readonly string[],
  name: OutputName,
  style: PictureStyle,
  columns = Number.POSITIVE_INFINITY,
): string {
  const note = remark === undefined ? '' : `; but ${remark}`;
  const title = `${file}: ${printable(names[answer])}  (${name} ${fraction(outputs[answer])})${note}\n\n`;
  const shown = names.map(printable);
  const barStart = Math.max(...shown.map(({ length }) => length)) + NUMBER_COLUMNS;
  const longest = Math.max(1, Math.min(BAR, columns - INDENT - barStart));
  const bars = barLines(outputs, shown, style, longest);
  if (style.colours === undefined) return title + lines(bars);
  const side = Math.sqrt(pixels.length);
  const picture = pictureText(pixels, side, style).split('\n').slice(0, -1);
  if (columns < INDENT + side + GAP + barStart + BAR) return `${title}${lines(picture)}\n${lines(bars)}`;
  const height = Math.max(picture.length, bars.length);
  const left = centred(picture, height, ' '.repeat(side));
  const right = centred(bars, height, '');
  return title + lines(left.map((line, i) => `${line}${' '.repeat(GAP)}${right[i]}`));
}

/** For `--json`; `remark` is null if there is none. */
export function imageJson({ file, answer, outputs, pixels, remark }: ReadImage, name: OutputName): object {
  return {
    file,
    answer,
    remark: remark ?? null,
    [name === 'probability' ? 'probabilities' : 'outputs']: outputs,
    pixels,
  };
}

/** names: of the classes; longest: columns of a bar for the output 1. */
function barLines(
  outputs: readonly number[],
  names: readonly string[],
  { isUnicode }: PictureStyle,
  longest: number,
): string[] {
  const classes = [...outputs.keys()];
  const largest = [...classes].sort((a, b) => outputs[b] - outputs[a]).slice(0, MOST_BARS);
  const numbers = outputs.map(fraction);
  const width = Math.max(...numbers.map(({ length }) => length));
  const nameWidth = Math.max(...names.map(({ length }) => length));
  return (classes.length > MOST_BARS ? largest : classes).map((k) => {
    const share = Math.min(1, Math.max(0, outputs[k]));
    const bar = (isUnicode ? '█' : '#').repeat(Math.round(share * longest));
    return `${names[k].padStart(nameWidth)}  ${numbers[k].padStart(width)}  ${bar}`;
  });
}

function centred(texts: readonly string[], height: number, blank: string): string[] {
  const above = Math.floor((height - texts.length) / 2);
  return Array.from({ length: height }, (_, i) => texts[i - above] ?? blank);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${`${' '.repeat(INDENT)}${text}`.trimEnd()}\n`).join('');
}
