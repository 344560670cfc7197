import { expect, test } from 'vitest';
import { Philox } from '../../src/random/philox.js';
import { mouseDrawing } from '../fixtures/mouse/mouse-drawing.js';
import { REAL_MNIST, withoutRealMnist } from '../fixtures/real-mnist.js';
import { workplace } from '../fixtures/run-command.js';
import { PATIENCE, report, times, trials } from './torture.js';

const { write, runWarm } = workplace();

test.skipIf(withoutRealMnist())(
  'the net of book-ch05 recognises digits drawn with a mouse',
  async () => {
    const drawings = trials(times(20, 1000));
    for (const n of drawings) write(`drawn/${n % 10}/${n}.png`, mouseDrawing(n % 10, new Philox(10, 5, n)));
    const iterations = times(600, 10_000);
    const data = `--data-dir ${REAL_MNIST} --offline`;
    const trained = await runWarm(`mnist-train book-ch05 --iterations ${iterations} ${data} --output net --quiet`);
    expect(trained.code).toBe(0);
    const { stdout } = await runWarm('mnist-eval net --images drawn --json');
    const { correct, count, confusion, images } = JSON.parse(stdout);
    expect(count, 'digits that were read').toBe(drawings.length);
    report({ fault: 'a digit drawn with a mouse, read', injected: count, survived: correct });
    const plain = images.filter(({ remark }: { remark: string }) => remark === '').length;
    report({ fault: 'a digit drawn with a mouse, no remark', injected: count, survived: plain });
    for (const [digit, row] of confusion.entries()) {
      report({ fault: `a ${digit} drawn with a mouse, read`, injected: count / 10, survived: row[digit] });
    }
    expect(correct / count).toBeGreaterThanOrEqual(times(0.7, 0.96));
  },
  PATIENCE,
);
