// The writing desk: the same part of every document, filtered in place; frames of sentences; outlines side by side; a
// basket. An address says what is shown: ?part=problems&genre=述职报告. Texts are put into the page as text alone.

import * as basket from "./basket.js";
import { search } from "./concordance.js";
import { fold, readDesk, readDocuments, readFrames, readHead, valuesOf } from "./corpus.js";
import { placesIn } from "./query.js";
import { copy, DOCUMENTS, make, save, tell, withMarks, WORD } from "./shared.js";

const AT_ONCE = { sections: 12, frames: 40, outlines: 6 };
const SHOWN = 150; // characters of a section before it is opened
const FULL = 0.9; // of the longest of a group, for a section to be shown for all
const BEFORE = 40; // characters before a sought word that an excerpt shows
const SAME = 20; // documents with a section of the same words that are named at once
const DEFAULTS = { view: "sections", part: "problems" };
const UNSTATED = "未注明";
const NAMES = document.title.split(" · "); // of the page, of the site
const MORE = {
  sections: "再显示一些（还有 {number} 节）",
  frames: "再显示一些（还有 {number} 个）",
  outlines: "再显示一些（还有 {number} 篇）",
};
const root = new URL("../", import.meta.url);

const page = document.querySelector(".desk");
const controls = document.querySelector("#desk-controls");
const status = document.querySelector("#desk-status");
const progress = document.querySelector("#desk-progress");
const results = document.querySelector("#desk-results");
const more = document.querySelector("#desk-more");
const partNames = JSON.parse(page.dataset.parts);

// How many are in the basket, in sight while somebody picks.
const near = page.appendChild(make("button", { type: "button", className: "button", id: "desk-near", hidden: true }));
near.addEventListener("click", () => go({ view: "basket" }));

let head;
let desk;
let state = {};
let latest = 0;
let terms = []; // the words sought, to mark them
let waiting = []; // what is not shown yet

// --- The address ---

function readAddress() {
  const said = new URLSearchParams(location.search);
  state = Object.fromEntries(["view", "part", "genre", "level", "theme", "q"].map((name) => [name, said.get(name) ?? DEFAULTS[name] ?? ""]));
  for (const input of controls.querySelectorAll("input[type=radio]")) input.checked = state[input.name] === input.value;
  for (const field of controls.querySelectorAll("select, input[type=search]")) field.value = state[field.name];
  show();
}

function go(changed) {
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...state, ...changed })) {
    if (value && value !== DEFAULTS[name]) said.set(name, value);
  }
  history.pushState(null, "", `?${said}`);
  if (changed.view) scrollTo({ top: 0, behavior: "instant" });
  readAddress();
}

// --- What is shown ---

const views = { sections: showSections, frames: showFrames, outlines: showOutlines, basket: showBasket };

async function show() {
  const mine = ++latest;
  page.dataset.view = state.view;
  document.title = [state.view === "sections" ? partNames[state.part] : "", ...NAMES].filter(Boolean).join(" · ");
  countBasket();
  try {
    if (state.view === "basket") return showBasket();
    [head, desk] = await Promise.all([readHead(), readDesk()]);
    const found = state.q.trim() ? await search(head, state.q) : null;
    if (mine !== latest) return;
    terms = found ? found.terms.filter(({ not }) => !not) : [];
    fillSelects();
    results.replaceChildren();
    await (views[state.view] ?? showSections)(found, mine);
  } catch (error) {
    if (mine === latest) status.textContent = tell("写作台用的文件没有读到，请刷新再试。");
    console.info(error);
  }
}

const fits = (document) =>
  ["genre", "level"].every((facet) => !state[facet] || valuesOf(head, facet, document).includes(state[facet]));
const themeNumber = () => desk.themes.findIndex(([id]) => id === state.theme);

// A row of the desk: document, first section, sections, group, themes.
function rowsOf(part, found) {
  const theme = themeNumber();
  const held = found && new Set(found.sections);
  const holds = ([document, first, spans]) => {
    const start = head.first[document] + first;
    return Array.from({ length: spans }, (_, at) => start + at).some((section) => held.has(section));
  };
  return (desk.sections[part] ?? []).filter(
    (row) => fits(row[0]) && (theme < 0 || row.slice(4).includes(theme)) && (!held || holds(row)),
  );
}

// The values that any document has; those of themes that the chosen part has.
function fillSelects() {
  for (const name of ["genre", "level"]) fill(controls.elements[name], head.values[name].map((value) => [value, value]));
  const held = new Set((desk.sections[state.part] ?? []).flatMap((row) => row.slice(4)));
  fill(controls.elements.theme, desk.themes.filter((_, at) => held.has(at) || state.view !== "sections"));
  controls.hidden = false;
}

function fill(select, pairs) {
  const options = pairs.filter(([value]) => value !== UNSTATED).map(([value, name]) => new Option(tell(name), value));
  select.replaceChildren(select.options[0], ...options);
  select.value = state[select.name];
}

async function showMore(mine = latest) {
  const next = waiting.splice(0, AT_ONCE[state.view]);
  const made = await { sections: cardsOf, frames: framesOf, outlines: outlinesOf }[state.view](next);
  if (mine !== latest) return;
  results.append(...made);
  more.hidden = !waiting.length;
  more.textContent = tell(MORE[state.view], { number: waiting.length.toLocaleString("en") });
}

// --- Sections ---

async function showSections(found, mine) {
  const groups = new Map(); // near-identical ones are one, and of them the earliest is shown; documents come newest first
  for (const row of rowsOf(state.part, found)) {
    if (!groups.has(row[3])) groups.set(row[3], []);
    groups.get(row[3]).push(row);
  }
  waiting = [...groups.values()].map((group) => fullestFirst(group.reverse()));
  const total = waiting.reduce((sum, group) => sum + group.length, 0);
  const folded = total > waiting.length ? tell("，同文折叠后 {number} 种写法", { number: waiting.length.toLocaleString("en") }) : "";
  status.textContent = total ? tell("{total} 节{folded}", { total: total.toLocaleString("en"), folded }) : tell("没有这样的段落，放宽一点试试。");
  results.className = "desk-cards";
  await showMore(mine);
}

const lengthOf = ([number, first, spans]) => head.starts[head.first[number] + first + spans] - head.starts[head.first[number] + first];

// A group has sections that lie whole in a longer one: shown is the earliest that is about as long as the longest.
function fullestFirst(group) {
  const most = Math.max(...group.map(lengthOf));
  const at = group.findIndex((row) => lengthOf(row) >= FULL * most);
  return [group[at], ...group.toSpliced(at, 1)];
}

async function cardsOf(groups) {
  const documents = await readDocuments(head, groups.map(([[number]]) => number));
  return groups.map(([first, ...others]) => cardOf(sectionOf(first, documents), [first, ...others]));
}

function sectionOf([number, first, spans], documents) {
  const document = documents.get(number);
  const section = document.sections[first];
  const start = section.start - document.start;
  const end = head.starts[head.first[number] + first + spans] - document.start;
  const about = ["year", "genre", "level"].map((facet) => valuesOf(head, facet, number)[0]).filter((word) => word !== UNSTATED).map((word) => tell(word));
  return {
    id: `${document.name}#${section.id}`,
    title: document.title,
    year: valuesOf(head, "year", number)[0],
    about: about.join(" · "),
    heading: document.text.slice(start, start + section.heading).trim().replace(/[。：]$/u, ""),
    text: document.text.slice(start + section.heading, end).trim(),
    address: new URL(`d/${encodeURIComponent(document.name)}/#${encodeURIComponent(section.id)}`, root).href,
  };
}

function cardOf(section, group) {
  const text = make("div", { className: "desk-text", lang: DOCUMENTS });
  const whole = section.text.length <= SHOWN;
  const button = make("button", { type: "button", className: "button", hidden: whole }, tell("展开"));
  let open = whole;
  const draw = () => {
    const lines = open ? section.text.split("\n") : [excerpt(section.text)];
    text.replaceChildren(...lines.filter((line) => line.trim()).map((line) => make("p", {}, ...marked(line.trim()))));
    button.textContent = open ? tell("收起") : tell("展开");
    button.setAttribute("aria-expanded", String(open));
  };
  const turn = () => {
    open = !open;
    draw();
  };
  button.addEventListener("click", turn);
  text.addEventListener("click", () => open || turn());
  draw();
  const heading = make("a", { href: section.address, className: "entry-title", lang: DOCUMENTS }, section.heading || section.title);
  const source = make("p", { className: "entry-about" }, section.heading ? `${section.title} · ${section.about}` : section.about);
  const tools = make("p", { className: "desk-tools" }, button, copyButton(() => withHeading(section)), basketButton(section));
  return make("article", { className: "desk-card" }, heading, source, text, tools, sameOf(section, group));
}

// The beginning of a text, or where the first sought word stands if that is further on.
function excerpt(text) {
  const [[at] = [0]] = terms.length ? foundIn(text) : [];
  const from = at < SHOWN - BEFORE ? 0 : at - BEFORE;
  return `${from ? "…" : ""}${text.slice(from, from + SHOWN).replaceAll("\n", " ")}${from + SHOWN < text.length ? "…" : ""}`;
}

const withHeading = ({ heading, text }) => (heading ? `${heading}\n${text}` : text);

// The others are read when somebody opens the list, some at a time: there may be thousands.
function sameOf(first, group) {
  const [, ...others] = group;
  if (!others.length) return null;
  const list = make("ul", {});
  const rest = make("button", { type: "button", className: "button", hidden: true });
  const further = others.slice();
  const go = async () => {
    const next = further.splice(0, SAME);
    const documents = await readDocuments(head, next.map(([number]) => number));
    const links = next.map((row) => sectionOf(row, documents));
    list.append(...links.map((one) => make("li", {}, make("a", { href: one.address, lang: DOCUMENTS }, one.title), ` · ${tell(one.year)}`)));
    rest.hidden = !further.length;
    rest.textContent = tell("再列一些（还有 {number} 篇）", { number: further.length.toLocaleString("en") });
  };
  rest.addEventListener("click", go);
  const number = new Set(group.map(([owner]) => owner)).size;
  const summary = make("summary", {}, tell("同文 {number} 篇，首见 {year}", { number: number.toLocaleString("en"), year: tell(first.year) }));
  const details = make("details", { className: "desk-same" }, summary, list, rest);
  details.addEventListener("toggle", go, { once: true });
  return details;
}

function copyButton(text) {
  const button = make("button", { type: "button", className: "button" }, tell("复制"));
  button.addEventListener("click", () => copy(text(), button));
  return button;
}

function basketButton(item) {
  const button = make("button", { type: "button", className: "button" });
  const draw = () => {
    const inside = basket.has(item.id);
    button.textContent = inside ? tell("在篮子里 ✓") : tell("放进篮子");
    button.setAttribute("aria-pressed", String(inside));
  };
  button.addEventListener("click", () => {
    const kept = basket.has(item.id) ? basket.remove(item.id) : basket.add(item);
    draw();
    if (!kept) button.textContent = tell("浏览器不让存");
    countBasket();
  });
  draw();
  return button;
}

// A text with the sought words marked.
const marked = (text) => withMarks(text, terms.length ? foundIn(text) : [], "mark");

function foundIn(text) {
  const folded = fold(head, text);
  return terms.flatMap((term) => placesIn(folded, term)).sort(([a], [b]) => a - b);
}

// --- Frames ---

async function showFrames(_, mine) {
  const frames = await readFrames();
  if (mine !== latest) return;
  const wanted = fold(head, state.q.trim());
  waiting = frames.filter(([left, right, , , parts]) => parts.includes(state.part) && `${left}…${right}`.includes(wanted));
  if (waiting.length) status.textContent = tell("{number} 个句式：首尾相同，中间各填各的，至少 5 篇、3 个机关用过", { number: waiting.length });
  else status.replaceChildren(...elsewhere(frames));
  results.className = "desk-frames";
  await showMore(mine);
}

// A frame has to stand in several documents of several issuers: where there is none, the parts that have some are named.
function* elsewhere(frames) {
  yield wantedWord() ? tell("这一部分没有带“{word}”的句式。", { word: wantedWord() }) : tell("这一部分还没有找到句式：首尾相同的句子，要至少 5 篇、3 个机关用过。");
  const held = Object.keys(partNames).filter((part) => part !== state.part && frames.some(([, , , , parts]) => parts.includes(part)));
  if (!held.length) return;
  yield tell("有句式的部分：");
  for (const [at, part] of held.entries()) {
    const link = make("a", { href: `?${new URLSearchParams({ view: "frames", part })}` }, partNames[part]);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go({ part, q: "" });
    });
    if (at) yield tell("、");
    yield link;
  }
}

const wantedWord = () => state.q.trim();

async function framesOf(frames) {
  return frames.map(([left, right, documents, issuers, , examples]) => {
    const query = new URL(`search/?${new URLSearchParams({ q: `${left}…12${right}` })}`, root).href;
    const name = make("a", { href: query, className: "frame", lang: DOCUMENTS }, left, make("span", {}, "……"), right);
    const items = examples.map(([, clause]) => {
      const middle = clause.slice(left.length, clause.length - right.length);
      return make("li", {}, left, make("b", {}, middle), right);
    });
    const many = make("span", { className: "how-many" }, tell("{documents} 篇 · {issuers} 个机关", { documents, issuers }));
    return make("article", { className: "desk-frame" }, make("p", {}, name, many), make("ul", { lang: DOCUMENTS }, ...items));
  });
}

// --- Outlines ---

async function showOutlines(found, mine) {
  const theme = themeNumber();
  const themed = new Set(Object.values(desk.sections).flat().filter((row) => row.slice(4).includes(theme)).map(([number]) => number));
  const held = found && new Set([...found.sections].map((section) => head.owner[section]));
  const numbers = Array.from({ length: head.documents }, (_, at) => at);
  waiting = numbers.filter((number) => fits(number) && (theme < 0 || themed.has(number)) && (!held || held.has(number)));
  status.textContent = waiting.length ? tell("{number} 篇的提纲，并排看", { number: waiting.length.toLocaleString("en") }) : tell("没有这样的文稿。");
  results.className = "desk-outlines";
  await showMore(mine);
}

async function outlinesOf(numbers) {
  const documents = await readDocuments(head, numbers);
  return numbers.map((number) => {
    const document = documents.get(number);
    const headed = document.sections.filter(({ id, heading }) => heading && id.split("-").length <= 2 && id !== "title");
    const items = headed.map(({ id, heading, start }) => {
      const words = document.text.slice(start - document.start, start - document.start + heading).trim().replace(/[。：]$/u, "");
      return { id, words, depth: id.includes("-") ? 2 : 1 };
    });
    const address = new URL(`d/${encodeURIComponent(document.name)}/`, root).href;
    const links = items.map(({ id, words, depth }) =>
      make("li", { className: `depth-${depth}` }, make("a", { href: `${address}#${encodeURIComponent(id)}` }, ...marked(words))),
    );
    const about = ["year", "genre", "level"].map((facet) => valuesOf(head, facet, number)[0]).filter((word) => word !== UNSTATED).map((word) => tell(word));
    const item = { id: `${document.name}#outline`, title: document.title, about: about.join(" · "), address, heading: "" };
    const text = items.map(({ words, depth }) => (depth === 2 ? `　${words}` : words)).join("\n");
    const tools = make("p", { className: "desk-tools" }, copyButton(() => text), basketButton({ ...item, text }));
    const title = make("a", { href: address, className: "entry-title", lang: DOCUMENTS }, document.title);
    const source = make("p", { className: "entry-about" }, item.about);
    return make("article", { className: "desk-outline" }, title, source, make("ol", { lang: DOCUMENTS }, ...links), tools);
  });
}

// --- The basket ---

function countBasket() {
  const label = controls.querySelector("input[name=view][value=basket]").nextElementSibling;
  const number = basket.items().length;
  label.textContent = number ? tell("篮子 {number}", { number }) : tell("篮子");
  near.textContent = label.textContent;
  near.hidden = !number || state.view === "basket";
}

function showBasket() {
  const list = basket.items();
  controls.hidden = false;
  more.hidden = true;
  results.className = "desk-basket";
  status.textContent = list.length ? tell("{number} 段，存在这个浏览器里", { number: list.length }) : tell("篮子是空的：在段落和提纲旁点“放进篮子”。");
  const change = (changed) => {
    basket.keep(changed);
    countBasket();
    showBasket();
  };
  const button = (words, act) => {
    const made = make("button", { type: "button", className: "button" }, words);
    made.addEventListener("click", act);
    return made;
  };
  const cards = list.map((one, at) => {
    const heading = make("a", { className: "entry-title", href: addressOf(one) }, one.heading || one.title);
    const lines = one.text.split("\n").filter((line) => line.trim()).map((line) => make("p", {}, line));
    const up = button(tell("上移"), () => change(list.toSpliced(at, 1).toSpliced(at - 1, 0, one)));
    up.hidden = !at;
    const tools = make("p", { className: "desk-tools" }, copyButton(() => withHeading(one)), up, button(tell("拿出"), () => change(list.toSpliced(at, 1))));
    const source = make("p", { className: "entry-about" }, `${one.title} · ${one.about}`);
    return make("article", { className: "desk-card" }, heading, source, make("div", { className: "desk-text" }, ...lines), tools);
  });
  const all = [
    copyButton(() => basket.asText(list)),
    ...(page.dataset.size ? [wordButton(list)] : []),
    button(tell("存为 MD"), () => save(basket.asMarkdown(list), "text/markdown", fileName("md"))),
    button(tell("存为 TXT"), () => save(basket.asText(list), "text/plain", fileName("txt"))),
    button(tell("清空"), () => {
      change([]);
      results.replaceChildren(make("p", { className: "desk-tools" }, button(tell("撤销清空"), () => change(list))));
    }),
  ];
  all[0].textContent = tell("全部复制");
  results.replaceChildren(...(list.length ? [make("p", { className: "desk-tools" }, ...all)] : []), ...cards);
}

// A basket of today must not be taken for one of last week.
function fileName(ending) {
  const [now, two] = [new Date(), (number) => String(number).padStart(2, "0")];
  return `${tell("篮子")}-${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}.${ending}`;
}

// What is kept could have been changed: only an address of this site is followed.
const addressOf = ({ address }) => (address.startsWith(root.href) ? address : root.href);

// A Word file is made by the program that cleans, which the browser loads when somebody comes near.
async function python() {
  const made = await import("./python.js");
  made.connect(page.dataset, status, progress);
  return made;
}

function wordButton(list) {
  const button = make("button", { type: "button", className: "button", title: tell("照 GB/T 9704 排版") }, tell("存为 DOCX"));
  for (const name of ["pointerenter", "focus"]) {
    button.addEventListener(name, async () => (await python()).warm(), { once: true });
  }
  button.addEventListener("click", async () => {
    button.disabled = true;
    const before = status.textContent;
    try {
      const { ask, lacking, lacks } = await python();
      if (lacks()) throw new Error(lacking(lacks()));
      const raw = new TextEncoder().encode(basket.asJson(list)).buffer;
      save(await ask({ kind: "basket", raw }), WORD, fileName("docx"));
      status.textContent = before;
    } catch (error) {
      status.textContent = error.message;
    }
    button.disabled = false;
  });
  return button;
}

let typing;
controls.addEventListener("change", ({ target }) => target.name === "q" || go({ [target.name]: target.value }));
controls.addEventListener("input", ({ target, isComposing }) => {
  if (target.name !== "q" || isComposing) return;
  clearTimeout(typing);
  typing = setTimeout(() => go({ q: target.value.trim() }), 300);
});
controls.addEventListener("submit", (event) => event.preventDefault());
more.addEventListener("click", () => showMore());
addEventListener("popstate", readAddress);
addEventListener("storage", () => (state.view === "basket" ? showBasket() : countBasket()));

readAddress();
