import { Command, Option } from 'commander';
import { evaluateCommand } from './evaluate.js';
import { addDataFlags } from './flags.js';
import { programVersion } from './program-version.js';
import { runProgram } from './run-program.js';

const program = new Command('mnist-eval')
  .description('Evaluates a model.json on test images.')
  .version(programVersion())
  .argument('<model>', 'the model.json of a training run');
addDataFlags(program)
  .option('--json', 'print one JSON document')
  .option('--min-accuracy <x>', 'end with exit code 6 when the accuracy is below this fraction')
  .option('--report <file>', 'write a page to look at: curves, mistakes, weights, a pad to draw on')
  .addOption(
    new Option(
      '--run <dir>',
      "another run's folder, whose curves are laid over the model's own (repeatable)",
    ).argParser((dir: string, dirs: string[] = []) => [...dirs, dir]),
  )
  .option('--quiet', 'no bars or notices')
  .option('--no-color', 'no colours (also: NO_COLOR=1)')
  .addHelpText(
    'after',
    `
Examples:
  mnist-eval runs/book-ch05/model.json
  mnist-eval runs/quickstart/model.json --dataset mnist
  mnist-eval runs/book-ch05/model.json --report report.html --run runs/book-ch04
  mnist-eval model.json --json --min-accuracy 0.95`,
  )
  .action(evaluateCommand);

await runProgram(program);
