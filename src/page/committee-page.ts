import type { CommitteeData } from '../report/report-data.js';
import { CommitteeNet } from './committee-net.js';
import type { Page } from './page.js';
import type { PageData, TestImage } from './page-data.js';
import { calibrationSection } from './sections/calibration.js';
import { confusionSection } from './sections/confusion.js';
import { curvesSection } from './sections/curves.js';
import { disputedSection } from './sections/disputed.js';
import { membersSection } from './sections/members.js';
import { mistakesSection } from './sections/mistakes.js';
import { padOf } from './sections/pad.js';
import { perClassSection } from './sections/per-class.js';
import { runSection } from './sections/run.js';
import { answers } from './widgets/answers.js';
import { element } from './widgets/dom.js';
import { ImageButtons } from './widgets/image-buttons.js';
import { memberBars } from './widgets/member-bars.js';
import { OutputBars } from './widgets/output-bars.js';
import { outputWords } from './widgets/output-words.js';
import { digitPicture } from './widgets/pictures.js';

/** The page of a committee. */
export function committeePage(data: PageData, committee: CommitteeData): Page {
  const net = CommitteeNet.of(committee.members, data.dataset.columns);
  const buttons = new ImageButtons(data, (image) => [explained(data, net, image)]);
  const sections = [
    ...(net ? [committeePad(data, net)] : []),
    runSection(data),
    membersSection(data, committee),
    disputedSection(data, committee, buttons),
    curvesSection(data).root,
    confusionSection(data, buttons).root,
    mistakesSection(data, net, buttons),
    perClassSection(data),
    calibrationSection(data),
  ];
  return { dialog: buttons.dialog, updatable: [], sections: () => sections, load() {} };
}

function committeePad(data: PageData, net: CommitteeNet): HTMLElement {
  const bars = memberBars(data);
  const title = element('h3', {}, 'Prediction and confidence of each member');
  const view = element('div', { class: 'pad-layer' }, title, bars.root);
  return padOf(data, net, { parts: [view], show: (_, prediction) => bars.show(prediction?.members) }).root;
}

/** An image with the prediction of each member and of the committee. */
function explained(data: PageData, net: CommitteeNet | undefined, image: TestImage): HTMLElement {
  const { model, dataset } = data;
  const picture = digitPicture(image.pixels, dataset.columns, `Test image ${image.index}`);
  const parts: HTMLElement[] = [];
  if (net) {
    const prediction = net.predict(net.applyView(image.pixels));
    const [alone, together] = [memberBars(data), new OutputBars(model.classes, outputWords(model.architecture))];
    alone.show(prediction.members);
    together.show(prediction, image.label);
    parts.push(step('each member', alone.root), step('together', together.root));
  } else parts.push(step('each member', answers(data, image)));
  return element('div', { class: 'steps' }, step('pixels', picture), ...parts);
}

function step(name: string, content: HTMLElement): HTMLElement {
  return element('div', { class: 'step' }, element('h3', {}, name), content);
}
