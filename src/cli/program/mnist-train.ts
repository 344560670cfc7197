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

// The code of a command is loaded when the command runs.
const program = new Command('mnist-train')
  .description('Trains the MNIST net of "Deep Learning from Scratch" from a JSON or YAML config.')
  .version(programVersion())
  .enablePositionalOptions()
  .helpCommand(true)
  .option('--config <config>', 'the same as the argument');
addTrainFlags(program)
  // behind --mirror, which takes several addresses where no argument is known
  .argument('[config]', 'what to train: a file, - for standard input, or a config of the package such as quickstart')
  .option('--resume <dir>', 'go on with the run in this folder from its last checkpoint')
  .option('--threads <n>', 'threads to compute with, for the same results (default: one for each core)')
  .option('--force', 'replace the files of an earlier run instead of writing beside it')
  .option('--live', 'serve a page on this machine that shows the run as it learns, and a pad to draw on')
  .option('--open', 'the same, and open the page in the browser');
addOutputFlags(program).addOption(
  new Option('--json-lines', 'print each loss, accuracy and the end as a line of JSON, as it comes').conflicts('json'),
);
addExamples(program, [
  ['mnist-train', 'lists the configs of the package'],
  ['mnist-train quickstart', 'no file and no network needed'],
  ['mnist-train book-ch05 --seed 1', 'the run of the book, another seed'],
  ['mnist-train my.yaml --hidden 100 --lr 0.2'],
  ['mnist-train --dataset strokes --hidden 100', 'the defaults but for this'],
  ['mnist-train book-ch05 --open', 'watch it learn in the browser'],
  ['mnist-train --resume runs/book-ch05', 'go on where it was stopped'],
  ['mnist-train gradcheck --config book-ch05', 'is back-propagation right?'],
  ['mnist-train trace --config book-ch05 --output step.npz', 'all numbers of one step'],
  ['mnist-train fetch', 'download MNIST and verify it'],
  ['mnist-train preview --config my.yaml', 'how images are distorted'],
  ['mnist-train export runs/book-ch05 --output net.onnx', 'for other programs'],
  ['mnist-train playground', 'a page that trains in the browser'],
  ['mnist-train init my.yaml', 'a commented config to start with'],
  ['mnist-train compare runs/a runs/b', 'compare settings and results'],
]).action(async (word: string | undefined, flags, command: Command) => {
  if (process.argv.length === 2) {
    process.stdout.write((await import('../text/ways-in.js')).waysIn());
    return;
  }
  const config = configWord(word, flags.config, command);
  await (await import('../commands/train.js')).trainCommand({ ...flags, config });
});

const check = program.command('gradcheck').description('verify back-propagation against central differences');
addCheckFlags(check)
  .option('--config <config>', 'the net and the data to check (default: the book’s net on built-in digits)')
  .option('--samples <n>', 'parameters of each tensor to check', '200')
  .option('--steps <n>', 'training steps before the second check', '50')
  .option('--h <x>', 'step of the differences', '1e-5');
addOutputFlags(check).action(async (flags) => (await import('../commands/gradcheck.js')).gradcheckCommand(flags));

const trace = program
  .command('trace')
  .description('every array of one training step, as NumPy reads it, or against yours');
addConfigFlags(trace)
  .option('--config <config>', 'whose step it is')
  .option('--step <n>', 'which step, counted from 1', '1')
  .option('--output <file>', 'the .npz file to write')
  .option('--against <file>', 'your .npz file: find the first array that differs, and why')
  .option('--force', 'overwrite an existing file');
addOutputFlags(trace).action(async (flags) => (await import('../commands/trace.js')).traceCommand(flags));

addDataFlags(program.command('fetch').description('download a dataset and verify it, nothing else'))
  .option('--json', 'print one JSON document')
  .option('--quiet', 'no bars, lines or notices')
  .action(async (flags) => (await import('../commands/fetch.js')).fetchCommand(flags));

addDataFlags(program.command('preview').description('draw training images and their distorted copies, see augment'))
  .option('--config <config>', 'with the key "augment"')
  .option('--seed <n>', 'of the copies', numberOrText)
  .option('--output <file>', 'the PNG file to write', 'preview.png')
  .option('--force', 'overwrite an existing file')
  .option('--quiet', 'no bars or notices')
  .action(async (flags) => (await import('../commands/preview.js')).previewCommand(flags));

const toExport = program
  .command('export')
  .description(`write a model for other programs: ${FORMAT_NAMES.join(', ')}`)
  .argument('<model>', 'a model.json, the folder of its run, or a .npz, .pkl or .safetensors')
  .option('--output <file>', 'the file to write; its ending says the format')
  .addOption(new Option('--format <name>', 'where the ending does not say it').choices(FORMAT_NAMES))
  .option('--force', 'overwrite an existing file');
addOutputFlags(addNetFlags(toExport)).action(async (model, flags) =>
  (await import('../commands/export.js')).exportCommand(model, flags),
);

program
  .command('playground')
  .description('write a page that trains a net in the browser, step by step if you like')
  .option('--output <file>', 'the HTML file to write', 'playground.html')
  .option('--force', 'overwrite an existing file')
  .action(async (flags) => (await import('../commands/playground.js')).playgroundCommand(flags));

program
  .command('init')
  .description('write a config with every common key and what it means')
  .argument('[file]', 'where to', 'mnist.yaml')
  .option('--force', 'overwrite an existing file')
  .option('--offline', 'one for the built-in digits, which need no network')
  .action(async (file, flags) => (await import('../commands/init.js')).initCommand(file, flags));

program
  .command('schema')
  .description('print the JSON Schema of a config, for editors')
  .action(async () => (await import('../commands/schema.js')).schemaCommand());

program
  .command('compare')
  .description('compare the settings and results of runs, the most accurate first')
  .argument('<run...>', 'folders of one run or of several')
  .option('--json', 'print one JSON document')
  .addOption(new Option('--csv', 'print a row of CSV for each run').conflicts('json'))
  .action(async (runs, flags) => (await import('../commands/compare.js')).compareCommand(runs, flags));

addCompletion(program);

program.hook('preSubcommand', (_, subcommand) => refuseFlags(subcommand));
// said last, since commands inherit it when they are declared
program.allowExcessArguments();

/** The config that a command line names, with or without --config. */
function configWord(word: string | undefined, flag: string | undefined, command: Command): string | undefined {
  const extra = command.args[1] ?? (flag === undefined ? undefined : word);
  if (extra !== undefined) {
    throw new TrainerError('USAGE', `${extra}: one config is enough`, { hint: `leave out all but ${flag ?? word}` });
  }
  if (word === undefined || word === '-' || /[./\\]/.test(word)) return flag ?? word;
  const known = packagedNames();
  if (known.includes(word) || existsSync(word)) return word;
  const commands = command.commands.map((each) => each.name());
  const meant = closestName(word, [...known, ...commands]);
  throw new TrainerError('USAGE', `unknown command or config "${word}"`, {
    hint: meant ? `did you mean ${meant}?` : `configs: ${known.join(', ')}; commands: ${commands.join(', ')}`,
  });
}

/** A flag before the name of a command would be the main command's and change nothing. */
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
