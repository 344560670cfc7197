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
  against?: string[];
}

/** Flags that concern only test images, by their attribute names in commander. */
const TEST_FLAGS = [
  'dataset',
  'dataDir',
  'mirror',
  'offline',
  'minAccuracy',
  'distort',
  'report',
  'run',
  'open',
] as const;

const program = new Command('mnist-eval')
  .description('Evaluates a model on test images, or classifies your own images.')
  .version(programVersion())
  .helpCommand(true)
  .argument(
    '<model...>',
    'a model.json, the folder of a run, or a .npz, .pkl or .safetensors file; several models form a committee',
  );
addDataFlags(program)
  .option(
    '--against <model...>',
    'compare with this model or committee on the same test images; write the flag after the models',
  )
  .option('--distort <n>', 'evaluate n distorted copies of every test image instead of the image itself')
  .option('--image <file...>', 'classify these PNG or JPEG files; write the flag after the model')
  .option('--images <folder>', 'classify every image in a folder and its subfolders, and print a table')
  .option('--csv <file>', 'write the table of --images to this file (default: standard output)')
  .option('--min-accuracy <x>', 'end with exit code 6 if the accuracy is below this fraction')
  .option('--report <file>', 'write an HTML page with curves, mistakes, weights and a drawing pad')
  .option('--open', 'open the page of --report in the browser')
  .addOption(
    new Option('--run <dir>', 'also show the curves of the run in this folder in the report (repeatable)').argParser(
      (dir: string, dirs: string[] = []) => [...dirs, dir],
    ),
  );
addNetFlags(program);
addOutputFlags(program);
addExamples(program, [
  ['mnist-eval runs/book-ch05/model.json'],
  ['mnist-eval runs/quickstart/model.json --dataset mnist'],
  ['mnist-eval runs/book-ch05/model.json --report report.html --run runs/book-ch04'],
  ['mnist-eval model.json --json --min-accuracy 0.95'],
  ['mnist-eval model.json --image digit.png'],
  ['mnist-eval model.json --images scans --csv digits.csv', 'classify a folder of images'],
  ['mnist-eval sample_weight.pkl --activation sigmoid --scale 255', 'the weights that come with the book'],
  ['mnist-eval runs/committee/seed-*/model.json', 'a committee of several models'],
  ['mnist-eval runs/book-ch05 --against runs/book-ch04', 'which model is better?'],
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
      requireAlone('against', ['distort', 'report', 'run', 'open']);
      const { againstCommand } = await import('../commands/against.js');
      return againstCommand(models, await modelPaths(flags.against), flags);
    }
    if (models.length === 1 && flags.distort === undefined) return evaluateCommand(path, flags);
    if (flags.distort !== undefined) requireNoReport();
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
  throw new TrainerError('USAGE', '--report shows the original test images, so it does not work with --distort', {
    hint: 'leave out --distort',
  });
}

function requireOneModel({ length }: readonly string[]): void {
  if (length === 1) return;
  throw new TrainerError('USAGE', `--image takes one model, got ${length}`, {
    hint: 'give one model, or use --images FOLDER, which takes several',
  });
}

function requireImagesForCsv({ csv }: OwnFlags): void {
  if (csv === undefined) return;
  throw new TrainerError('USAGE', '--csv has no effect without --images', {
    hint: 'add --images FOLDER',
  });
}

/** Throws USAGE if a flag about test images was given. Environment variables may be set. */
function requireNoDataFlags(): void {
  for (const name of [...TEST_FLAGS, 'against']) {
    if (program.getOptionValueSource(name) !== 'cli') continue;
    const flag = program.options.find((option) => option.attributeName() === name)?.long;
    throw new TrainerError('USAGE', `${flag} has no effect with --image, which classifies your own images`, {
      hint: `leave out ${flag}`,
    });
  }
}

/** Throws USAGE if one of the `others`, by attribute name, was given together with a flag that ignores them. */
function requireAlone(flag: string, others: readonly string[]): void {
  const given = others.find((name) => program.getOptionValueSource(name) === 'cli');
  if (given === undefined) return;
  const long = program.options.find((option) => option.attributeName() === given)?.long;
  throw new TrainerError('USAGE', `${long} has no effect with --${flag}`, { hint: `leave out ${long}` });
}

await runProgram(program);
