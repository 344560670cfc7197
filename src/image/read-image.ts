import { TrainerError } from '../errors.js';
import { inkOf } from './ink.js';
import { type MnistImage, mnistImage } from './mnist-image.js';
import { readPicture } from './picture-file.js';

/**
 * A PNG or JPEG file as an image like MNIST's, of side × side pixels. isOne: whether everything that is not the largest thing
 * on it is left out. Throws IMAGE_…, with IMAGE_BLANK where nothing is on it.
 */
export async function readImage(file: string, side = 28, isOne = true): Promise<MnistImage> {
  const image = mnistImage(inkOf(await readPicture(file)), side, isOne);
  if (!image.isEmpty) return image;
  throw new TrainerError('IMAGE_BLANK', `${file}: there is nothing on it, expected a digit`, {
    hint: 'draw it in a colour that stands out from the paper, and leave paper around it',
  });
}
