import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import { packagedNames } from '../../config/packaged.js';
import { closestName } from '../../documents/closest-name.js';
import { TrainerError } from '../../errors.js';
import { FORMAT_NAMES } from '../../export/formats.js';
import { programVersion } from '../../run/program-version.js';
import { addCompletion } from './add-completion.js';
import { addExamples } from './add-examples.js';
import {
  addCheckFlags,
  addConfigFlags,
  addDataFlags,
  addNetFlags,
  addOutputFlags,
  addTrainFlags,
  numberOrText,
} from './flags.js';
import { runProgram } from './run-program.js';

// The code of a command is imported only when the command runs.
const program = new Command('mnist-train')
  .description('Trains the MNIST net of "Deep Learning from Scratch" from a JSON or YAML config.')
  .version(programVersion())
  .enablePositionalOptions()
  .helpCommand(true)
  .option('--config <config>', 'the same as the argument config');
addTrainFlags(program)
  // after --mirror, which takes several addresses only if the command has no argument yet
  .argument('[config]', 'a file, - for standard input, or a config that comes with the program, such as quickstart')
  .option('--resume <dir>', 'continue the run in this folder from its last checkpoint')
  .option('--threads <n>', 'number of threads; the results are the same for any number (default: one per core)')
  .option('--force', 'overwrite an earlier run instead of choosing a new folder')
  .option('--live', 'serve a local page that shows the training live, with a drawing pad')
  .option('--open', 'like --live, and open the page in the browser');
addOutputFlags(program).addOption(
  new Option('--json-lines', 'print each loss, each accuracy and the result as one line of JSON').conflicts('json'),
);
addExamples(program, [
  ['mnist-train', 'lists the configs that come with the program'],
  ['mnist-train quickstart', 'needs no file and no network'],
  ['mnist-train book-ch05 --seed 1', 'the book’s run with another seed'],
  ['mnist-train my.yaml --hidden 100 --lr 0.2'],
  ['mnist-train --dataset strokes --hidden 100', 'the defaults for everything else'],
  ['mnist-train book-ch05 --open', 'watch the training in the browser'],
  ['mnist-train --resume runs/book-ch05', 'continue a stopped run'],
  ['mnist-train gradcheck --config book-ch05', 'check back-propagation'],
  ['mnist-train trace --config book-ch05 --output step.npz', 'save every array of one step'],
  ['mnist-train fetch', 'download MNIST and verify it'],
  ['mnist-train preview --config my.yaml', 'see how images are distorted'],
  ['mnist-train export runs/book-ch05 --output net.onnx', 'write a model for other programs'],
  ['mnist-train playground', 'write a page that trains in the browser'],
  ['mnist-train init my.yaml', 'write a commented config'],
  ['mnist-train compare runs/a runs/b', 'compare settings and results'],
]).action(async (word: string | undefined, flags, command: Command) => {
  if (process.argv.length === 2) {
    process.stdout.write((await import('../text/first-steps.js')).firstSteps());
    return;
  }
  const config = configWord(word, flags.config, command);
  await (await import('../commands/train.js')).trainCommand({ ...flags, config });
});

const check = program.command('gradcheck').description('verify back-propagation against central differences');
addCheckFlags(check)
  .option('--config <config>', 'the net and the data to check (default: the book’s net on built-in digits)')
  .option('--samples <n>', 'number of parameters to check in each tensor', '200')
  .option('--steps <n>', 'training steps before the second check', '50')
  .option('--h <x>', 'step size of the differences', '1e-5');
addOutputFlags(check).action(async (flags) => (await import('../commands/gradcheck.js')).gradcheckCommand(flags));

const trace = program
  .command('trace')
  .description('write every array of one training step as .npz, or compare it with yours');
addConfigFlags(trace)
  .option('--config <config>', 'the config of the run')
  .option('--step <n>', 'number of the step, from 1', '1')
  .option('--output <file>', 'the .npz file to write')
  .option('--against <file>', 'compare with your .npz file: find the first array that differs, and why')
  .option('--force', 'overwrite an existing file');
addOutputFlags(trace).action(async (flags) => (await import('../commands/trace.js')).traceCommand(flags));

addDataFlags(program.command('fetch').description('download and verify a dataset'))
  .option('--json', 'print one JSON document')
  .option('--quiet', 'print no progress and no notices')
  .action(async (flags) => (await import('../commands/fetch.js')).fetchCommand(flags));

addDataFlags(program.command('preview').description('draw training images and their distorted copies'))
  .option('--config <config>', 'a config with the key "augment" or "input.view"')
  .option('--seed <n>', 'random seed of the distortions', numberOrText)
  .option('--output <file>', 'the PNG file to write', 'preview.png')
  .option('--force', 'overwrite an existing file')
  .option('--quiet', 'print no progress and no notices')
  .action(async (flags) => (await import('../commands/preview.js')).previewCommand(flags));

const toExport = program
  .command('export')
  .description(`write a model for other programs: ${FORMAT_NAMES.join(', ')}`)
  .argument('<model>', 'a model.json, the folder of a run, or a .npz, .pkl or .safetensors file')
  .option('--output <file>', 'the file to write; its extension gives the format')
  .addOption(new Option('--format <name>', 'format, if the extension does not give it').choices(FORMAT_NAMES))
  .option('--force', 'overwrite an existing file');
addOutputFlags(addNetFlags(toExport)).action(async (model, flags) =>
  (await import('../commands/export.js')).exportCommand(model, flags),
);

program
  .command('playground')
  .description('write a page that trains a net in the browser')
  .option('--output <file>', 'the HTML file to write', 'playground.html')
  .option('--force', 'overwrite an existing file')
  .action(async (flags) => (await import('../commands/playground.js')).playgroundCommand(flags));

program
  .command('init')
  .description('write a config that explains every common key')
  .argument('[file]', 'the file to write', 'mnist.yaml')
  .option('--force', 'overwrite an existing file')
  .option('--offline', 'use the built-in digits, which need no network')
  .action(async (file, flags) => (await import('../commands/init.js')).initCommand(file, flags));

program
  .command('schema')
  .description('print the JSON Schema of a config, for editors')
  .action(async () => (await import('../commands/schema.js')).schemaCommand());

program
  .command('compare')
  .description('compare the settings and results of runs, the most accurate first')
  .argument('<run...>', 'folders of runs; a folder of several runs stands for all of them')
  .option('--json', 'print one JSON document')
  .addOption(new Option('--csv', 'print CSV, one row per run').conflicts('json'))
  .action(async (runs, flags) => (await import('../commands/compare.js')).compareCommand(runs, flags));

addCompletion(program);

program.hook('preSubcommand', (_, subcommand) => refuseFlags(subcommand));
// set last, so that the commands above do not inherit it
program.allowExcessArguments();

/** The config named on the command line, as the argument or with --config. */
function configWord(word: string | undefined, flag: string | undefined, command: Command): string | undefined {
  if (word !== undefined) requireConfig(word, command);
  const extra = command.args[1] ?? (flag === undefined ? undefined : word);
  if (extra === undefined) return flag ?? word;
  throw new TrainerError('USAGE', `${extra}: expected only one config`, { hint: `leave out all but ${flag ?? word}` });
}

/** What some words mean that are neither commands nor configs. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ['train', 'mnist-train CONFIG, without a command'],
  ['eval', 'mnist-eval'],
  ['evaluate', 'mnist-eval'],
]);

/** Throws USAGE for a word that cannot be a config, such as a misspelt command. */
function requireConfig(word: string, command: Command): void {
  const known = packagedNames();
  if (word === '-' || /[./\\]/.test(word) || known.includes(word) || existsSync(word)) return;
  const commands = command.commands.map((each) => each.name());
  const meant = MEANT.get(word) ?? closestName(word, [...known, ...commands]);
  throw new TrainerError('USAGE', `unknown command or config "${word}"`, {
    hint: meant ? `did you mean ${meant}?` : `configs: ${known.join(', ')}; commands: ${commands.join(', ')}`,
  });
}

/** Throws USAGE for a flag before a command's name: it would belong to the main command and have no effect. */
function refuseFlags(subcommand: Command): void {
  const flag = program.options.find((option) => program.getOptionValueSource(option.attributeName()) === 'cli');
  if (flag === undefined) return;
  const command = `mnist-train ${subcommand.name()}`;
  const own = subcommand.options.find(({ long }) => long === flag.long);
  throw new TrainerError('USAGE', `${flag.long} stands before ${subcommand.name()}, where it has no effect`, {
    hint: own ? `${command} ${own.flags}` : `leave it out; ${command} --help lists its flags`,
  });
}

await runProgram(program);
