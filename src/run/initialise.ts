import type { Config } from '../config/schema.js';
import { shortened } from '../documents/problem.js';
import { TrainerError } from '../errors.js';
import { readModel } from '../export/read-model.js';
import { expectedImages, type View } from '../image/views/views.js';
import { type Architecture, copyParameters, type Network } from '../network/network.js';
import type { Random } from '../random/random.js';
import { createBreather } from '../training/breathe.js';

/**
 * Initialises the parameters of a net: randomly, or from the model `init.from`. Throws MODEL_… if the model cannot be
 * read, CONFIG_VALUE if its architecture is different, or its parameters are not those in `init.sha256`.
 */
export async function initialise(network: Network, { init, activation, input }: Config, random: Random): Promise<void> {
  if (init.from === undefined) {
    network.initialise(await drawNormals(network, random), init.std);
    return;
  }
  const { architecture, view, parameters, sha256 } = await readModel(init.from, {
    activation,
    scale: init.scale,
    view: input?.view ?? 'none',
  });
  const [has, needs] = [describe(architecture, view), describe(network.architecture, input?.view)];
  if (has !== needs) {
    throw new TrainerError(
      'CONFIG_VALUE',
      `init.from: ${init.from} is a net of ${has}, this config asks for ${needs}`,
      {
        hint: 'leave hidden, activation and input.view out to take those of the model; its inputs and classes must be those of the dataset',
      },
    );
  }
  if (sha256 !== init.sha256) {
    const [is, was] = [sha256, init.sha256].map((hash) => shortened(hash, 13));
    throw new TrainerError(
      'CONFIG_VALUE',
      `init.from: the parameters of ${init.from} have SHA-256 ${is}, init.sha256 is ${was}`,
      {
        hint: 'restore the model that the config was made with, or leave init.sha256 out to start from this one',
      },
    );
  }
  copyParameters(network, parameters);
}

/** Draws a number for each weight. Yields to the event loop, so that files are read and unpacked in the meantime. */
async function drawNormals({ params }: Network, random: Random): Promise<Pick<Random, 'normal'>> {
  const weights = Object.values(params).filter(({ shape }) => shape.length === 2);
  const numbers = new Float64Array(weights.reduce((count, { size }) => count + size, 0));
  const breathe = createBreather(1);
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = random.normal();
    if (i % 100 === 0) await breathe();
  }
  let next = 0;
  return { normal: () => numbers[next++] };
}

/** `784-50-10 with relu for deslanted images` */
function describe({ input, hidden, output, activation }: Architecture, view: View | undefined): string {
  const sizes = [input, ...hidden, output].join('-');
  return `${sizes}${hidden.length > 0 ? ` with ${activation}` : ''}${view ? ` for ${expectedImages(view)}` : ''}`;
}
