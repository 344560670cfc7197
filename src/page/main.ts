import { followRun, isRunning } from './live.js';
import { Net } from './net.js';
import { type PageData, readPageData } from './page-data.js';
import { calibrationSection } from './sections/calibration.js';
import { confusionSection } from './sections/confusion.js';
import { curvesSection } from './sections/curves.js';
import { followSection } from './sections/follow.js';
import { healthSection } from './sections/health.js';
import { mistakesSection } from './sections/mistakes.js';
import { padSection } from './sections/pad.js';
import { perClassSection } from './sections/per-class.js';
import { runSection } from './sections/run.js';
import { summary } from './sections/summary.js';
import { unitsSection } from './sections/units.js';
import { contents } from './widgets/contents.js';
import { explainTerms } from './widgets/definitions.js';
import { element, refresh } from './widgets/dom.js';
import { ImageButtons } from './widgets/image-buttons.js';
import { liveBar } from './widgets/live-bar.js';
import { UnitPictures } from './widgets/unit-pictures.js';

const first = readPageData();
const net = new Net(first.model);
const pictures = new UnitPictures(first, net);
const buttons = new ImageButtons(first, net, pictures);
const pad = padSection(first, net, pictures);
const curves = curvesSection(first);
const confusion = confusionSection(first, buttons);
const units = unitsSection(first, net, pictures);

const bar = liveBar(first);
const header = element('header');
const footer = element(
  'footer',
  {},
  `Made by mnist-train ${first.program}. This page is one file and needs no network. To train a net in such a page: mnist-train playground.`,
);
let nav = contents([]);
const explained = new Set<HTMLElement>();
document.getElementById('page')?.replaceChildren(nav, bar.root, header, buttons.dialog, footer);
arrange(first);
void followRun(first, (data) => {
  net.load(data.model.parameters);
  pictures.repaint();
  for (const { update } of [pad, curves, confusion, units]) update(data);
  bar.update(data);
  arrange(data);
});

/** Brings words and sections up to date, without moving what is in the page already. */
function arrange(data: PageData): void {
  const words = summary(data);
  explainTerms(words);
  refresh(header, words);
  const sections = sectionsOf(data);
  let place: Element = header;
  for (const section of sections) {
    if (!explained.has(section)) explainTerms(section);
    explained.add(section);
    if (place.nextElementSibling !== section) place.after(section);
    place = section;
  }
  const links = contents(sections);
  if (links.textContent === nav.textContent) return;
  nav.replaceWith(links);
  nav = links;
}

/** All of a report, or those that move while the run goes on. */
function sectionsOf(data: PageData): HTMLElement[] {
  if (isRunning(data)) return [pad.root, curves.root, confusion.root, units.root];
  return [
    pad.root,
    runSection(data),
    curves.root,
    ...(data.health ? [healthSection(data.health)] : []),
    confusion.root,
    mistakesSection(data, net, buttons),
    perClassSection(data),
    calibrationSection(data),
    units.root,
    followSection(data, net, pictures),
  ];
}
