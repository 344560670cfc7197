import type { Config } from '../config/schema.js';
import { iterationsPerEpoch } from '../dataset/batches.js';
import { Net } from './net.js';
import type { PageData, UpdatableSection } from './page-data.js';
import { playgroundData, type RunSoFar } from './playground-data.js';
import { calibrationSection } from './sections/calibration.js';
import { confusionSection } from './sections/confusion.js';
import { curvesSection } from './sections/curves.js';
import { layersSection } from './sections/layers.js';
import { mistakesSection } from './sections/mistakes.js';
import { padSection } from './sections/pad.js';
import { perClassSection } from './sections/per-class.js';
import { stepSection } from './sections/step.js';
import { trainSection } from './sections/train.js';
import { unitsSection } from './sections/units.js';
import type { FromWorker, Progress } from './trainer/messages.js';
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
  readonly units: UpdatableSection;
  readonly pad: UpdatableSection;
  readonly confusion: UpdatableSection;
}

/** Opens the page that trains the book's net. */
export function openPlayground(): void {
  const { program, kernels, counts }: { program: string; kernels: string; counts: Counts } = JSON.parse(
    document.getElementById('playground')?.textContent ?? '',
  );
  const training = new Training(counts, receive);
  const frames = new Frames(() => training.send({ kind: 'requestProgress' }));
  const train = trainSection(counts, begin, () => lossFile(run, counts));
  const step = stepSection(
    counts.train,
    () => training.send({ kind: 'step' }),
    (name, index) => training.send({ kind: 'differentiate', name, index }),
  );
  const bar = runBar({
    start: () => training.send({ kind: 'train' }),
    pause: () => training.send({ kind: 'pause' }),
    step: () => training.send({ kind: 'step' }),
    restart: begin,
  });
  const header = heading();
  const footer = element('footer', {}, `Made by mnist-train ${program}. This page is one file and needs no network.`);
  const sections = element('div', { class: 'playground' });
  let nav = contents([]);
  let number = 0;
  let run: RunSoFar | undefined;
  let view: View | undefined;
  let curves: UpdatableSection | undefined;
  document.getElementById('page')?.replaceChildren(nav, header, bar.root, sections, footer);
  for (const part of [header, train.root, step.root]) explainTerms(part);
  arrange([train.root, step.root]);
  const all = counts.train + counts.test;
  bar.showDrawing(0, all);
  void training
    .prepare(kernels, (drawn) => bar.showDrawing(drawn, all))
    .then(begin, (error) => train.showError(String(error)));

  function begin(): void {
    training.send({ kind: 'begin', run: ++number, settings: train.read() });
    if (run?.status === 'running') training.send({ kind: 'train' });
  }

  function receive(message: FromWorker): void {
    if (message.kind === 'begun') started(message.config);
    else if (message.kind === 'error') train.showError([message.message, message.hint].filter(Boolean).join('. '));
    else if (message.kind === 'stepped') {
      if (run && message.run === number) step.show(message.trace, run.config);
    } else if (message.kind === 'difference') step.showDifference(message.difference);
    else if (message.kind === 'progress') show(message.progress);
  }

  function started(config: Config): void {
    train.showError('');
    step.clear();
    run = { config, status: 'paused', losses: [], accuracy: [] };
    training.send({ kind: 'requestProgress' });
  }

  function show(progress: Progress): void {
    if (!run) return;
    const { status, losses, accuracy, net } = progress;
    run = { ...run, status, losses: [...run.losses, ...losses], accuracy };
    const { iterations = 0 } = run.config as { iterations?: number };
    const tested = net?.findings.metrics.accuracy;
    bar.show({ status, done: run.losses.length, iterations, loss: run.losses.at(-1), accuracy: tested });
    if (!net) {
      training.send({ kind: 'requestProgress' });
      return;
    }
    const data = playgroundData(program, run, net, training.test, progress.run);
    paint(data);
  }

  /** Updates one part per animation frame, to keep the page responsive. */
  function paint(data: PageData): void {
    const { architecture } = data.model;
    if (view?.architecture !== JSON.stringify(architecture)) view = createView(data);
    curves ??= explained(curvesSection(data));
    const { net, pictures, units, pad, confusion } = view;
    const [all, updatable] = [view, [curves, units, pad, confusion]];
    frames.add(() => {
      net.load(data.model.parameters);
      refresh(header, heading(data));
    });
    frames.add(() => pictures.repaint());
    for (const { update } of updatable) frames.add(() => update(data));
    frames.add(() => {
      const paused = data.live?.status === 'running' ? [] : pausedSections(data, all);
      arrange([train.root, ...updatable.map(({ root }) => root), step.root, ...paused]);
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
  const net = new Net(data.model, data.dataset.columns);
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
function pausedSections(data: PageData, { net, pictures, buttons }: View): HTMLElement[] {
  const sections = [
    mistakesSection(data, net, buttons),
    perClassSection(data),
    calibrationSection(data),
    layersSection(data, net, pictures),
  ];
  for (const section of sections) explainTerms(section);
  return sections;
}

function explained(section: UpdatableSection): UpdatableSection {
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
