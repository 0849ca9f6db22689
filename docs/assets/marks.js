// Marks in a document what a search led here for: ?find=主体责任&n=2#s1 is the third place in section s1. A bar leads to
// the previous and the next place; n and p do too.

import { fold, readFold } from "./corpus.js";
import { parse, placesIn } from "./query.js";
import { make, tell, textNodes, wrap } from "./shared.js";

const BLOCKS = ":scope > p, :scope > .page-record > p, :scope > h1, .text :is(h2, h3, h4, h5, h6, p)";

const said = new URLSearchParams(location.search);
const query = said.get("find");
const article = document.querySelector("article.document");

// All places in the order of the text: [{mark, main}], where main are those of the first word.
function markAll(terms, folds) {
  const found = [];
  for (const block of article.querySelectorAll(BLOCKS)) {
    const text = fold(folds, textNodes(block).map((node) => node.data).join(""));
    const places = terms.flatMap((term, at) => placesIn(text, term).map(([start, end]) => ({ start, end, main: !at })));
    places.sort((a, b) => a.start - b.start || b.end - a.end);
    const apart = places.filter(({ start }, at) => !places.slice(0, at).some((other) => other.end > start));
    for (const { start, end, main } of apart) found.push({ main, mark: wrap(block, start, end, "mark", main ? "found" : "found-too") });
  }
  return found;
}

function indexOfPlace(found) {
  const anchor = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const behind = ({ mark }) => {
    const relation = anchor ? anchor.compareDocumentPosition(mark) : Node.DOCUMENT_POSITION_FOLLOWING;
    return Boolean(relation & Node.DOCUMENT_POSITION_FOLLOWING) || anchor?.contains(mark);
  };
  const first = found.findIndex((place) => place.main && behind(place));
  const mains = found.map((place, at) => (place.main && at >= first ? at : -1)).filter((at) => at >= 0);
  return mains[Number(said.get("n") ?? 0)] ?? Math.max(first, 0);
}

function barOf(found) {
  let current = indexOfPlace(found);
  const where = make("span", { className: "found-where" });
  where.setAttribute("role", "status");
  const step = (by) => {
    found[current]?.mark.classList.remove("found-here");
    current = (current + by + found.length) % found.length;
    const { mark } = found[current];
    mark.classList.add("found-here");
    mark.scrollIntoView({ block: "center" });
    where.textContent = `${current + 1} / ${found.length}`;
  };
  const button = (words, title, act) => {
    const made = make("button", { type: "button", className: "button", title }, words);
    made.addEventListener("click", act);
    return made;
  };
  const back = make("a", { href: new URL(`../search/?${new URLSearchParams({ q: query })}`, import.meta.url).href }, `“${query}”`);
  const close = button("×", tell("不再标出"), () => {
    for (const { mark } of found) mark.classList.remove("found-here");
    for (const mark of article.querySelectorAll("mark.found, mark.found-too")) mark.replaceWith(...mark.childNodes);
    article.normalize();
    bar.remove();
    history.replaceState(null, "", location.pathname + location.hash);
  });
  close.setAttribute("aria-label", tell("不再标出"));
  const steps = [button(tell("上一处"), tell("按 p"), () => step(-1)), button(tell("下一处"), tell("按 n"), () => step(1))];
  const bar = make("div", { className: "found-bar" }, back, where, ...(found.length ? steps : [tell("这里没有")]), close);
  bar.setAttribute("role", "region");
  bar.setAttribute("aria-label", tell("检索到的各处"));
  document.body.append(bar);
  if (!found.length) return;
  step(0);
  document.addEventListener("keydown", (event) => {
    if (!bar.isConnected || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, dialog")) return;
    if (event.key === "n") step(1);
    if (event.key === "p") step(-1);
  });
}

const folds = await readFold();
const { terms } = parse(query, (text) => fold(folds, text), folds.labels);
barOf(markAll(terms.filter(({ not }) => !not), folds));
