// Marks in the margin what other documents have too, as listed below the text, and shows two of them side by side.

import { make, tell, wrap } from "./shared.js";

const MOST = 3_000; // characters of a passage that are compared; more is shown as it is

const list = document.querySelector(".reuse");
let dialog;

// [{block, start, end}] of an item: "s1-p2:0-45 s1-p3:0-20"
function placesOf(item) {
  return item.dataset.places.split(" ").filter(Boolean).map((said) => {
    const [id, span] = said.split(":");
    const [start, end] = span.split("-").map(Number);
    return { block: document.getElementById(id), start, end };
  });
}

// Characters of the text of a document; its offsets count code points.
async function passageAt(link) {
  const answer = await fetch(link.dataset.text);
  if (!answer.ok) throw new Error(String(answer.status));
  const [start, end] = link.dataset.span.split("-").map(Number);
  return [...(await answer.text())].slice(start, end).join("").trim();
}

const ours = (item) => placesOf(item).map(({ block, start, end }) => plain(block).slice(start, end)).join("\n");

function plain(block) {
  const clone = block.cloneNode(true);
  for (const sign of clone.querySelectorAll(".permalink, .cite, .reuse-mark")) sign.remove();
  return clone.textContent;
}

// Two texts as [{same, first, second}], by their longest common subsequence.
function differences(first, second) {
  const [a, b] = [[...first], [...second]];
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const parts = [];
  const add = (same, one, other) => {
    const last = parts.at(-1);
    if (last?.same === same) {
      last.first += one;
      last.second += other;
    } else parts.push({ same, first: one, second: other });
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) add(true, a[i++], b[j++]);
    else if (j >= b.length || (i < a.length && lengths[i + 1][j] >= lengths[i][j + 1])) add(false, a[i++], "");
    else add(false, "", b[j++]);
  }
  return parts;
}

function sides(first, second) {
  const long = first.length > MOST || second.length > MOST;
  const parts = long ? [{ same: true, first, second }] : differences(first, second);
  const side = (name, tag) => parts.map((part) => (part.same || !part[name] ? part[name] : make(tag, {}, part[name])));
  return [side("first", "del"), side("second", "ins")];
}

// What the colours mean, if there are any.
function legendOf(words) {
  const tags = ["del", "ins"].filter((tag) => words.some((word) => word.tagName === tag.toUpperCase()));
  const said = { del: tell("只有先的有"), ins: tell("只有后的有") };
  return tags.length ? tags.flatMap((tag) => [make(tag, {}, said[tag]), " "]) : [tell("两边一字不差")];
}

async function compare(item, link) {
  dialog ??= document.body.appendChild(make("dialog", { className: "compare" }));
  const mine = ours(item);
  let theirs;
  try {
    theirs = await passageAt(link);
  } catch {
    theirs = tell("那一篇没有读到，请刷新再试。");
  }
  const [left, right] = item.dataset.kind === "first" ? [mine, theirs] : [theirs, mine];
  const [before, after] = sides(left, right);
  const article = document.querySelector("article.document");
  const here = [article.dataset.title, article.dataset.written || article.dataset.year, "#" + (placesOf(item)[0]?.block.id ?? "")];
  const there = [link.textContent, link.dataset.year, link.href];
  const [source, later] = item.dataset.kind === "first" ? [here, there] : [there, here];
  const column = ([title, year, href], label, words) => {
    const name = make("a", { href }, title);
    name.addEventListener("click", () => dialog.close());
    const head = make("p", { className: "entry-about" }, `${label} · ${year} `, name);
    return make("section", {}, head, make("p", { className: "compare-text" }, ...words));
  };
  const close = make("button", { type: "button", className: "button" }, tell("关闭"));
  close.addEventListener("click", () => dialog.close());
  const columns = make("div", { className: "compare-sides" }, column(source, tell("先"), before), column(later, tell("后"), after));
  const legend = make("p", { className: "entry-about" }, ...legendOf([...before, ...after]));
  dialog.replaceChildren(make("div", { className: "compare-head" }, make("h2", {}, tell("同文对照")), legend, close), columns);
  dialog.onclick = (event) => event.target === dialog && dialog.close();
  dialog.showModal();
}

for (const item of list.querySelectorAll(":scope > ol > li")) {
  const links = [...item.querySelectorAll("a[data-text]")];
  for (const link of links) {
    const button = make("button", { type: "button", className: "button" }, tell("对照"));
    button.addEventListener("click", () => compare(item, link));
    link.parentElement.append(" ", button);
  }
  const many = item.dataset.documents;
  placesOf(item).forEach(({ block, start, end }, at) => {
    if (!block) return;
    block.classList.add("has-shared");
    const first = wrap(block, start, end, "span", `shared shared-${item.dataset.kind}`);
    if (at || !first) return;
    const [link] = links;
    const words = item.dataset.kind === "first" ? tell("{many} 篇有，首见于此", { many }) : tell("{many} 篇有，首见于 {year}《{title}》", { many, year: link.dataset.year, title: link.textContent });
    const mark = make("button", { type: "button", className: "reuse-mark", title: words }, tell("同 {many}", { many }));
    mark.setAttribute("aria-label", tell("同文：{words}", { words }));
    mark.addEventListener("click", () => compare(item, link));
    block.prepend(mark); // within the text it would end what a triple click takes
  });
}
spread();

// Where two passages begin on a line, the second mark stands below the first.
function spread() {
  let end = -Infinity;
  for (const mark of document.querySelectorAll(".reuse-mark")) {
    if (getComputedStyle(mark).position !== "absolute") return;
    const { top, bottom } = mark.getBoundingClientRect();
    const lower = Math.max(0, end - top);
    if (lower) mark.style.marginTop = `${lower}px`;
    end = bottom + lower;
  }
}
