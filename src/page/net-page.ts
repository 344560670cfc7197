import { isRunning } from './live.js';
import { Net } from './net.js';
import type { Page } from './page.js';
import type { PageData } from './page-data.js';
import { calibrationSection } from './sections/calibration.js';
import { confusionSection } from './sections/confusion.js';
import { curvesSection } from './sections/curves.js';
import { healthSection } from './sections/health.js';
import { layersSection } from './sections/layers.js';
import { mistakesSection } from './sections/mistakes.js';
import { padSection } from './sections/pad.js';
import { perClassSection } from './sections/per-class.js';
import { runSection } from './sections/run.js';
import { unitsSection } from './sections/units.js';
import { explainByNet, ImageButtons } from './widgets/image-buttons.js';
import { UnitPictures } from './widgets/unit-pictures.js';

/** The page of a net, of a finished or a live run. */
export function netPage(first: PageData): Page {
  const net = new Net(first.model, first.dataset.columns);
  const pictures = new UnitPictures(first, net);
  const buttons = new ImageButtons(first, explainByNet(first, net, pictures));
  const pad = padSection(first, net, pictures);
  const curves = curvesSection(first);
  const confusion = confusionSection(first, buttons);
  const units = unitsSection(first, net, pictures);
  return {
    dialog: buttons.dialog,
    updatable: [pad, curves, confusion, units],
    sections(data) {
      if (isRunning(data)) return this.updatable.map(({ root }) => root);
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
        layersSection(data, net, pictures),
      ];
    },
    load({ model }) {
      net.load(model.parameters);
      pictures.repaint();
    },
  };
}
