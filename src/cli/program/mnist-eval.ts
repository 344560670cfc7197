import { Command, Option } from 'commander';
import { TrainerError } from '../../errors.js';
import { modelPaths } from '../../run/model-paths.js';
import { programVersion } from '../../run/program-version.js';
import type { CommitteeFlags } from '../commands/committee.js';
import { evaluateCommand } from '../commands/evaluate.js';
import { addCompletion } from './add-completion.js';
import { addExamples } from './add-examples.js';
import { addDataFlags, addNetFlags, addOutputFlags } from './flags.js';
import { runProgram } from './run-program.js';

interface OwnFlags {
  image?: string[];
  images?: string;
  csv?: string;
  against?: string;
}

/** Flags about test images, by their names in the program. */
const TEST_FLAGS = ['dataset', 'dataDir', 'mirror', 'offline', 'minAccuracy', 'distort', 'report', 'run'] as const;

const program = new Command('mnist-eval')
  .description('Evaluates a model.json on test images, or has it read images of yours.')
  .version(programVersion())
  .helpCommand(true)
  .argument(
    '<model...>',
    'the model.json of a training run, or its folder, or a .npz, .pkl or .safetensors; several are evaluated as a committee',
  );
addDataFlags(program)
  .option('--against <model>', 'whether the models are better than this one, on the same test images')
  .option('--distort <n>', 'show each model n distorted copies of every test image instead of the image')
  .option('--image <file...>', 'read these PNG or JPEG files instead of test images; after the model')
  .option('--images <folder>', 'read every image in a folder and the folders in it, one row of a table each')
  .option('--csv <file>', 'where the table of --images goes (default: standard output)')
  .option('--min-accuracy <x>', 'end with exit code 6 when the accuracy is below this fraction')
  .option('--report <file>', 'write a page to look at: curves, mistakes, weights, a pad to draw on')
  .addOption(
    new Option(
      '--run <dir>',
      "another run's folder, whose curves are laid over the model's own (repeatable)",
    ).argParser((dir: string, dirs: string[] = []) => [...dirs, dir]),
  );
addNetFlags(program);
addOutputFlags(program);
addExamples(program, [
  ['mnist-eval runs/book-ch05/model.json'],
  ['mnist-eval runs/quickstart/model.json --dataset mnist'],
  ['mnist-eval runs/book-ch05/model.json --report report.html --run runs/book-ch04'],
  ['mnist-eval model.json --json --min-accuracy 0.95'],
  ['mnist-eval model.json --image digit.png'],
  ['mnist-eval model.json --images scans --csv digits.csv', 'a table of many'],
  ['mnist-eval sample_weight.pkl --activation sigmoid --scale 255', 'a net of the book’s own'],
  ['mnist-eval runs/committee/seed-*/model.json', 'several models together'],
  ['mnist-eval runs/book-ch05 --against runs/book-ch04', 'is one of two better?'],
]).action(async (given: string[], flags: CommitteeFlags & OwnFlags) => {
  const models = await modelPaths(given);
  const [path] = models;
  if (flags.images !== undefined) {
    requireAlone('images', [...TEST_FLAGS, 'image', 'against']);
    const { imagesCommand } = await import('../commands/images.js');
    return imagesCommand(models, flags.images, flags);
  }
  requireImagesForCsv(flags);
  if (flags.image === undefined) {
    if (flags.against !== undefined) {
      requireAlone('against', ['distort', 'report', 'run']);
      const { againstCommand } = await import('../commands/against.js');
      return againstCommand(models, await modelPaths([flags.against]), flags);
    }
    if (models.length === 1 && flags.distort === undefined) return evaluateCommand(path, flags);
    requireNoReport();
    const { committeeCommand } = await import('../commands/committee.js');
    return committeeCommand(models, flags);
  }
  requireNoDataFlags();
  requireOneModel(models);
  const { imageCommand } = await import('../commands/image.js');
  return imageCommand(path, flags.image, flags);
});

addCompletion(program);

function requireNoReport(): void {
  if (program.getOptionValueSource('report') === undefined && program.getOptionValueSource('run') === undefined) return;
  throw new TrainerError('USAGE', '--report is for one model that looks at the test images themselves', {
    hint: 'give one model, without --distort',
  });
}

function requireOneModel({ length }: readonly string[]): void {
  if (length === 1) return;
  throw new TrainerError('USAGE', `--image is for one model, got ${length}`, {
    hint: 'give one model, then --image; several read a folder together by --images',
  });
}

function requireImagesForCsv({ csv }: OwnFlags): void {
  if (csv === undefined) return;
  throw new TrainerError('USAGE', '--csv has no effect without --images, whose table it names a file for', {
    hint: 'add --images FOLDER',
  });
}

/** Flags about test images; the environment may well speak of them. */
function requireNoDataFlags(): void {
  for (const name of [...TEST_FLAGS, 'against']) {
    if (program.getOptionValueSource(name) !== 'cli') continue;
    const flag = program.options.find((option) => option.attributeName() === name)?.long;
    throw new TrainerError('USAGE', `--image and ${flag}: one is for your own images, the other for test images`, {
      hint: `leave out ${flag}`,
    });
  }
}

/** Throws USAGE if one of other flags was given, by their names in the program, beside one that knows nothing of them. */
function requireAlone(flag: string, others: readonly string[]): void {
  const given = others.find((name) => program.getOptionValueSource(name) === 'cli');
  if (given === undefined) return;
  const long = program.options.find((option) => option.attributeName() === given)?.long;
  throw new TrainerError('USAGE', `${long} has no effect beside --${flag}`, { hint: `leave out ${long}` });
}

await runProgram(program);
