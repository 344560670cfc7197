import { committeePage } from './committee-page.js';
import { followRun } from './live.js';
import { netPage } from './net-page.js';
import { type PageData, readPageData } from './page-data.js';
import { summary } from './sections/summary.js';
import { contents } from './widgets/contents.js';
import { explainTerms } from './widgets/definitions.js';
import { element, refresh } from './widgets/dom.js';
import { liveBar } from './widgets/live-bar.js';

const first = readPageData();
const page = first.committee ? committeePage(first, first.committee) : netPage(first);

const bar = liveBar(first);
const header = element('header');
const footer = element(
  'footer',
  {},
  `Made by mnist-train ${first.program}. This page is one file and needs no network. To train a net in the browser, run: mnist-train playground.`,
);
let nav = contents([]);
const explained = new Set<HTMLElement>();
document.getElementById('page')?.replaceChildren(nav, bar.root, header, page.dialog, footer);
arrange(first);
void followRun(first, (data) => {
  page.load(data);
  for (const { update } of [...page.updatable, bar]) update(data);
  arrange(data);
});

/** Updates texts and sections without moving elements that are already in the page. */
function arrange(data: PageData): void {
  const words = summary(data);
  explainTerms(words);
  refresh(header, words);
  const sections = page.sections(data);
  let last: Element = header;
  for (const section of sections) {
    if (!explained.has(section)) explainTerms(section);
    explained.add(section);
    if (last.nextElementSibling !== section) last.after(section);
    last = section;
  }
  const links = contents(sections);
  if (links.textContent === nav.textContent) return;
  nav.replaceWith(links);
  nav = links;
}
