import { expect, test } from 'vitest';
import { pageHtml } from '../../../src/report/page-html.js';
import { evaluatedNet, reportOf } from '../../report/tiny-report.js';
import type { InChromium } from './in-chromium.js';

/** Pages of nets with no or several hidden layers, and of a hostile model file. */
export function otherNets({ folder, heard, open, read, runWarm, write }: InChromium): void {
  test.each([
    ['softmax regression', []],
    ['two hidden layers', [16, 12]],
  ])('shows a net of %s, without curves', async (_, hidden) => {
    const data = reportOf(await evaluatedNet(folder, { hidden, iterations: 20 }));
    const classes = data.model.classes.map((name) => `<img src=x onerror=alert(${name})> loss`);
    const model = { ...data.model, classes };
    write('other.html', pageHtml({ ...data, model, dataset: { ...data.dataset, name: 'fashion-mnist' } }));
    const other = await open('other.html');
    expect(await other.locator('h1').textContent()).toMatch(/ of Fashion-MNIST$/);
    expect(await other.locator('img').count()).toBe(0);
    expect(await other.locator('#classes tbody th').first().textContent()).toBe(classes[0]);
    expect(await other.locator('#curves').textContent()).toContain('no loss.csv');
    expect(await other.locator('.unit').count()).toBe(hidden[0] ?? 10);
    expect(await other.locator('.forward-pass').first().locator('.step').count()).toBe(2 + hidden.length);
    await other.close();
  });

  test('a hostile model file is shown as text, and only the page’s own script can run', async () => {
    const evil = '</script><script>hacked = 1</script><img src=x onerror="hacked = 2"><!--';
    const model = JSON.parse(read('net/model.json'));
    model.classes = Array.from({ length: 10 }, (_, k) => `${k}${evil}`);
    const { data } = model.training.config;
    model.training = { ...model.training, config: { data, [evil]: evil, seed: evil, batchSize: evil, keep: evil } };
    const run = '<img\tsrc=x\tonerror=hacked=3>';
    write(`${run}/model.json`, model);
    expect(await runWarm(`mnist-eval ${run} --report evil.html`)).toMatchObject({ code: 0 });
    const opened = await open('evil.html');
    await opened.locator('.mistake button').first().click();
    expect(await opened.locator('.kicker').textContent()).toContain(run);
    expect(await opened.locator('dialog h2').textContent()).toContain(evil);
    expect(await opened.locator('img').count()).toBe(0);
    const before = heard.length;
    await opened.evaluate(`
      const script = document.createElement('script');
      script.textContent = 'hacked = 4';
      document.body.append(script);
      document.body.insertAdjacentHTML('beforeend', '<img src="data:x" onerror="hacked = 5"><b onclick="hacked = 6" id="bold">b</b>');
      document.getElementById('bold').click();
    `);
    await expect.poll(() => heard.length).toBeGreaterThanOrEqual(before + 3);
    expect(heard.splice(before).every((text) => text.includes('Content Security Policy'))).toBe(true);
    expect(await opened.evaluate('typeof hacked')).toBe('undefined');
    await opened.close();
  });
}
