import { Net } from './net.js';
import { readPageData } from './page-data.js';
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
import { element } from './widgets/dom.js';
import { ImageButtons } from './widgets/image-buttons.js';
import { UnitPictures } from './widgets/unit-pictures.js';

const data = readPageData();
const net = new Net(data.model);
const pictures = new UnitPictures(data, net);
const buttons = new ImageButtons(data, net, pictures);
const sections = [
  padSection(data, net, pictures),
  runSection(data),
  curvesSection(data),
  ...(data.health ? [healthSection(data.health)] : []),
  confusionSection(data, buttons),
  mistakesSection(data, net, buttons),
  perClassSection(data),
  calibrationSection(data),
  unitsSection(data, net, pictures),
  followSection(data, net, pictures),
];
const header = summary(data);
for (const part of [header, ...sections]) explainTerms(part);
document
  .getElementById('page')
  ?.replaceChildren(
    contents(sections),
    header,
    ...sections,
    buttons.dialog,
    element('footer', {}, `Made by mnist-train ${data.program}. This page is one file and needs no network.`),
  );
