import type { Config } from '../config/schema.js';
import { iterationsPerEpoch } from '../dataset/batches.js';
import { Net } from './net.js';
import type { MovingSection, PageData } from './page-data.js';
import { playgroundData, type RunSoFar } from './playground-data.js';
import { calibrationSection } from './sections/calibration.js';
import { confusionSection } from './sections/confusion.js';
import { curvesSection } from './sections/curves.js';
import { followSection } from './sections/follow.js';
import { mistakesSection } from './sections/mistakes.js';
import { padSection } from './sections/pad.js';
import { perClassSection } from './sections/per-class.js';
import { stepSection } from './sections/step.js';
import { trainSection } from './sections/train.js';
import { unitsSection } from './sections/units.js';
import type { Moment, News } from './trainer/orders.js';
import { type Counts, Training } from './training.js';
import { contents } from './widgets/contents.js';
import { explainTerms } from './widgets/definitions.js';
import { element, refresh } from './widgets/dom.js';
import { Frames } from './widgets/frames.js';
import { explainByNet, ImageButtons } from './widgets/image-buttons.js';
import { percent } from './widgets/numbers.js';
import { runBar } from './widgets/run-bar.js';
import { UnitPictures } from './widgets/unit-pictures.js';

/** The parts of the page that depend on the net's architecture. */
interface View {
  readonly architecture: string;
  readonly net: Net;
  readonly pictures: UnitPictures;
  readonly buttons: ImageButtons;
  readonly units: MovingSection;
  readonly pad: MovingSection;
  readonly confusion: MovingSection;
}

/** Opens the page that trains the book's net. */
export function openPlayground(): void {
  const { program, kernels, counts }: { program: string; kernels: string; counts: Counts } = JSON.parse(
    document.getElementById('playground')?.textContent ?? '',
  );
  const training = new Training(counts, hear);
  const frames = new Frames(() => training.order({ kind: 'ask' }));
  const train = trainSection(counts, begin, () => lossFile(run, counts));
  const step = stepSection(
    counts.train,
    () => training.order({ kind: 'step' }),
    (name, place) => training.order({ kind: 'differentiate', name, place }),
  );
  const bar = runBar({
    start: () => training.order({ kind: 'go' }),
    pause: () => training.order({ kind: 'pause' }),
    step: () => training.order({ kind: 'step' }),
    restart: begin,
  });
  const header = heading();
  const footer = element('footer', {}, `Made by mnist-train ${program}. This page is one file and needs no network.`);
  const sections = element('div', { class: 'playground' });
  let nav = contents([]);
  let number = 0;
  let run: RunSoFar | undefined;
  let view: View | undefined;
  let curves: MovingSection | undefined;
  document.getElementById('page')?.replaceChildren(nav, header, bar.root, sections, footer);
  for (const part of [header, train.root, step.root]) explainTerms(part);
  arrange([train.root, step.root]);
  const all = counts.train + counts.test;
  bar.showDrawing(0, all);
  void training
    .prepare(kernels, (drawn) => bar.showDrawing(drawn, all))
    .then(begin, (error) => train.complain(String(error)));

  function begin(): void {
    training.order({ kind: 'begin', run: ++number, settings: train.read() });
    if (run?.status === 'running') training.order({ kind: 'go' });
  }

  function hear(news: News): void {
    if (news.kind === 'begun') started(news.config);
    else if (news.kind === 'refused') train.complain([news.message, news.hint].filter(Boolean).join('. '));
    else if (news.kind === 'stepped') {
      if (run && news.run === number) step.show(news.trace, run.config);
    } else if (news.kind === 'difference') step.showDifference(news.difference);
    else if (news.kind === 'moment') show(news.moment);
  }

  function started(config: Config): void {
    train.complain('');
    step.clear();
    run = { config, status: 'paused', losses: [], accuracy: [] };
    training.order({ kind: 'ask' });
  }

  function show(moment: Moment): void {
    if (!run) return;
    const { status, losses, accuracy, net } = moment;
    run = { ...run, status, losses: [...run.losses, ...losses], accuracy };
    const { iterations = 0 } = run.config as { iterations?: number };
    const tested = net?.findings.metrics.accuracy;
    bar.show({ status, done: run.losses.length, iterations, loss: run.losses.at(-1), accuracy: tested });
    if (!net) {
      training.order({ kind: 'ask' });
      return;
    }
    const data = playgroundData(program, run, net, training.test, moment.run);
    paint(data);
  }

  /** Updates one part per animation frame, to keep the page responsive. */
  function paint(data: PageData): void {
    const { architecture } = data.model;
    if (view?.architecture !== JSON.stringify(architecture)) view = createView(data);
    curves ??= explained(curvesSection(data));
    const { net, pictures, units, pad, confusion } = view;
    const [all, moving] = [view, [curves, units, pad, confusion]];
    frames.add(() => {
      net.load(data.model.parameters);
      refresh(header, heading(data));
    });
    frames.add(() => pictures.repaint());
    for (const { update } of moving) frames.add(() => update(data));
    frames.add(() => {
      const still = data.live?.status === 'running' ? [] : stillSections(data, all);
      arrange([train.root, ...moving.map(({ root }) => root), step.root, ...still]);
    });
  }

  function arrange(now: readonly HTMLElement[]): void {
    for (const old of [...sections.children]) if (!now.includes(old as HTMLElement)) old.remove();
    for (const [i, root] of now.entries()) {
      if (sections.children[i] !== root) sections.insertBefore(root, sections.children[i] ?? null);
    }
    const links = contents(now);
    if (links.textContent === nav.textContent) return;
    nav.replaceWith(links);
    nav = links;
  }
}

function createView(data: PageData): View {
  const net = new Net(data.model);
  const pictures = new UnitPictures(data, net);
  const buttons = new ImageButtons(data, explainByNet(data, net, pictures));
  document.querySelector('dialog')?.remove();
  document.getElementById('page')?.append(buttons.dialog);
  return {
    architecture: JSON.stringify(data.model.architecture),
    net,
    pictures,
    buttons,
    units: explained(unitsSection(data, net, pictures)),
    pad: explained(padSection(data, net, pictures)),
    confusion: explained(confusionSection(data, buttons)),
  };
}

/** The sections that are shown only while training is paused or finished. */
function stillSections(data: PageData, { net, pictures, buttons }: View): HTMLElement[] {
  const sections = [
    mistakesSection(data, net, buttons),
    perClassSection(data),
    calibrationSection(data),
    followSection(data, net, pictures),
  ];
  for (const section of sections) explainTerms(section);
  return sections;
}

function explained(section: MovingSection): MovingSection {
  explainTerms(section.root);
  return section;
}

function heading(data?: PageData): HTMLElement {
  const title = data ? `A net that reads ${percent(data.metrics.accuracy)} of new digits` : 'Train a net in this page';
  return element(
    'header',
    {},
    element('p', { class: 'kicker' }, 'mnist-train playground'),
    element('h1', {}, title),
    element(
      'p',
      { class: 'lead' },
      'This page draws digits and trains the book’s net to read them, in your browser, with the same kernels as the ' +
      'command. Press Start and watch, or take one step and follow its numbers.',
    ),
  );
}

/** The run's `loss.csv` so far, in the command's format. */
function lossFile(run: RunSoFar | undefined, { train }: Counts): string {
  const { config, losses = [] } = run ?? {};
  const perEpoch = config ? iterationsPerEpoch(train, config.batchSize, config.sampling) : 1;
  const rows = losses.map((loss, i) => `${i + 1},${Math.ceil((i + 1) / perEpoch)},${loss}\n`);
  return ['iteration,epoch,loss\n', ...rows].join('');
}
