import { calibrationSection } from './calibration.js';
import { confusionSection } from './confusion.js';
import { curvesSection } from './curves.js';
import { element } from './dom.js';
import { followSection, ImageButtons } from './follow.js';
import { mistakesSection } from './mistakes.js';
import { Net } from './net.js';
import { padSection } from './pad.js';
import { readPageData } from './page-data.js';
import { perClassSection } from './per-class.js';
import { summary } from './summary.js';
import { UnitPictures } from './unit-pictures.js';
import { unitsSection } from './units.js';

const data = readPageData();
const net = new Net(data);
const pictures = new UnitPictures(data, net);
const buttons = new ImageButtons(data, net, pictures);
const sections = [
  padSection(data, net, pictures),
  curvesSection(data),
  confusionSection(data, buttons),
  mistakesSection(data, net, buttons),
  perClassSection(data),
  calibrationSection(data),
  unitsSection(data, net, pictures),
  followSection(data, net, pictures),
];
const contents = sections.map(({ id, firstChild }) =>
  element('li', {}, element('a', { href: `#${id}` }, firstChild?.textContent ?? '')),
);
document
  .getElementById('page')
  ?.replaceChildren(
    summary(data),
    element('nav', { 'aria-label': 'Contents' }, element('ol', {}, ...contents)),
    ...sections,
    buttons.dialog,
    element('footer', {}, `Made by mnist-train ${data.program}. This file is all there is: it needs no network.`),
  );
