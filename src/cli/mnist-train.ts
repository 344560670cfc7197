import { Command } from 'commander';
import { fetchCommand } from './fetch.js';
import { addDataFlags, addTrainFlags } from './flags.js';
import { gradcheckCommand } from './gradcheck.js';
import { programVersion } from './program-version.js';
import { runProgram } from './run-program.js';
import { trainCommand } from './train.js';

const program = new Command('mnist-train')
  .description('Trains the MNIST net of "Deep Learning from Scratch" from a JSON or YAML config.')
  .version(programVersion())
  .enablePositionalOptions()
  .option('--config <file>', 'what to train (JSON or YAML)');
addTrainFlags(program)
  .option('--force', 'replace the files of an earlier run instead of writing beside it')
  .option('--json', 'print one JSON document')
  .option('--quiet', 'no bars, lines or notices')
  .option('--no-color', 'no colours (also: NO_COLOR=1)')
  .addHelpText(
    'after',
    `
Examples:
  mnist-train --config configs/quickstart.yaml               no network needed
  mnist-train --config configs/book-ch05.yaml --seed 1       the run of the book, another seed
  mnist-train --config configs/book-ch05.yaml --hidden 100 --lr 0.2
  mnist-train gradcheck --config configs/book-ch05.yaml      is back-propagation right?
  mnist-train fetch                                          download MNIST and verify it`,
  )
  .action(trainCommand);

addTrainFlags(program.command('gradcheck').description('verify back-propagation against central differences'))
  .option('--config <file>', 'the net and the data to check (default: the book’s net on built-in digits)')
  .option('--samples <n>', 'parameters of each tensor to check', '200')
  .option('--steps <n>', 'training steps before the second check', '50')
  .option('--h <x>', 'step of the differences', '1e-5')
  .option('--json', 'print one JSON document')
  .option('--quiet', 'no bars, lines or notices')
  .option('--no-color', 'no colours (also: NO_COLOR=1)')
  .action(gradcheckCommand);

addDataFlags(program.command('fetch').description('download a dataset and verify it, nothing else'))
  .option('--json', 'print one JSON document')
  .option('--quiet', 'no bars, lines or notices')
  .action(fetchCommand);

await runProgram(program);
