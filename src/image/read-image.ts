import { TrainerError } from '../errors.js';
import { inkOf } from './ink.js';
import { type MnistImage, mnistImage } from './mnist-image.js';
import { readPicture } from './picture-file.js';

/**
 * Reads a PNG or JPEG file and converts it to an MNIST-like image of side × side pixels. isOne: whether to keep only the
 * main object, a digit. Throws IMAGE_…, with IMAGE_BLANK for a blank picture.
 */
export async function readImage(file: string, side = 28, isOne = true): Promise<MnistImage> {
  const image = mnistImage(inkOf(await readPicture(file)), side, isOne);
  if (!image.isEmpty) return image;
  throw new TrainerError('IMAGE_BLANK', `${file}: the picture is blank, expected a digit`, {
    hint: 'draw it in a colour with a clear contrast to the paper, and leave a margin',
  });
}
