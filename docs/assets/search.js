// The concordance: every place of a query with the words round it, counted by year, genre, level, issuer and part.
// An address says all of it: ?q=主体责任&sort=right&year=2022. Nothing found is ever put into the page as HTML.

import { cell, count, FACETS, failures, lineOf, perTenThousand, search, sorted } from "./concordance.js";
import { bytesOf, fold, readDocuments, readHead, readPhrases, valuesOf } from "./corpus.js";
import { placesIn } from "./query.js";
import { make, tell, withMarks } from "./shared.js";

const FIRST = 30; // lines shown at first: they may lie in as many files
const FURTHER = 170; // and with each click on more
const SAME = 18; // characters on either side by which lines are the same
const SORTED = 40; // characters on either side by which lines are sorted
const UNASKED = 1_500_000; // bytes that an order may load without asking
const ROWS = 5; // values of a facet shown at first
const ALSO = 1; // value more than those is shown, rather than a button for it
const MOST_ISSUERS = 500; // offered in their field
const ISSUERS = 3; // named whose name holds what was looked for in vain
const PER_DOCUMENT = 3; // lines of a document where documents are listed
const NAMES = { year: tell("年份"), genre: tell("文种"), part: tell("部分"), level: tell("层级"), issuer: tell("机关") };
const STRIP = ["year", "genre", "part", "level"];
const UNSTATED = "未注明";
const TITLES = document.title.split(" · "); // of the page, of the site
const DEFAULTS = { sort: "year", view: "lines" };
const DATED = ["year", "old"]; // orders that need no text
const LONG = 12; // characters of a place that its line always has room for
const BESIDE = 4; // characters shown on either side of a longer one

const root = new URL("../", import.meta.url);
const page = document.querySelector(".search-page");
const form = document.querySelector("#search-form");
const field = document.querySelector("#query");
const ways = document.querySelector("#search-ways");
const status = document.querySelector("#search-status");
const phrase = document.querySelector("#search-phrase");
const strip = document.querySelector("#search-strip");
const tools = document.querySelector("#search-tools");
const csv = document.querySelector("#search-csv");
const issuer = document.querySelector("#search-issuer");
const issuers = document.querySelector("#search-issuers");
const list = document.querySelector("#search-lines");
const more = document.querySelector("#search-more");
const partNames = JSON.parse(page.dataset.parts);

let state = {}; // what the address says
let latest = 0; // the number of the latest query: what belongs to an earlier one is dropped
let answer; // {query, head, found, failed, counts, places, order} of the latest
let shown = 0; // lines shown of it
let lines = new Map(); // lines shown, by their words
let open = new Set(); // facets that show all their values
let allowed = false; // whether the reader agreed to load what an order needs

// --- The address ---

function readAddress() {
  const said = new URLSearchParams(location.search);
  state = { q: said.get("q") ?? "", sort: said.get("sort") ?? "year", view: said.get("view") ?? "lines" };
  for (const facet of FACETS) state[facet] = said.get(facet) ?? "";
  field.value = state.q;
  show();
}

function addressOf(changed) {
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...state, ...changed })) {
    if (value && value !== DEFAULTS[name]) said.set(name, value);
  }
  return `?${said}`;
}

function go(changed) {
  history.pushState(null, "", addressOf(changed));
  readAddress();
}

// --- The answer ---

async function show() {
  const mine = ++latest;
  const query = state.q.trim();
  document.title = [query, ...TITLES].filter(Boolean).join(" · ");
  ways.open = !query;
  for (const choice of tools.querySelectorAll("input")) choice.checked = state[choice.name] === choice.value;
  if (!query) return clear("");
  try {
    const head = await readHead();
    const found = answer?.query === query ? answer.found : await search(head, query);
    if (mine !== latest) return;
    if (found.problem === "only-not") return clear(tell("只有“非”，还少一个要找的词。"));
    if (found.problem || !found.terms.length) return clear(tell("这里没有可找的字。"));
    const failed = failures(head, state);
    const places = [...found.starts.keys()].filter((at) => !failed[found.sections[at]]);
    answer = { query, head, found, failed, places, counts: count(head, found, failed), order: places };
    say();
    drawStrip();
    listIssuers();
    explain(query, mine);
    await drawLines(mine);
  } catch (error) {
    if (mine === latest) clear(tell("检索用的文件没有读到，请刷新再试。"));
    console.info(error);
  }
}

function clear(words) {
  answer = undefined;
  status.textContent = words;
  for (const element of [strip, tools, more, phrase]) element.hidden = true;
  list.replaceChildren();
}

const number = (value) => value.toLocaleString("en");
const rate = (value) => (value >= 10 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(2));

function say() {
  const all = answer.counts.all.get("") ?? { places: 0, documents: 0, characters: 0 };
  const narrowed = FACETS.some((facet) => state[facet]);
  const total = answer.found.starts.length;
  if (!total) status.replaceChildren(tell("没有找到。"), ...hints());
  else {
    const words = [make("b", {}, number(all.places)), tell(" 处 · "), make("b", {}, number(all.documents)), tell(" 篇 · 每万字 ")];
    status.replaceChildren(...words, make("b", {}, rate(perTenThousand(all))), tell(" 处"));
    if (narrowed) status.append(tell("（筛选后；不筛选有 {number} 处）", { number: number(total) }));
  }
  tools.hidden = strip.hidden = !total;
  csv.textContent = tell("下载 CSV") + sizeOf(answer.places);
}

// What else can be asked: for two words that are nowhere near each other, where one section has both; for an issuer, its
// documents.
function* hints() {
  const { head, query } = answer;
  const apart = query.replaceAll(/(?:[~～…]|\.{3,})\d{0,3}/gu, " ").trim();
  if (apart !== query && apart.includes(" ")) yield make("a", { href: addressOf({ q: apart }) }, tell("同一节里都有“{words}”的", { words: apart }));
  else if (query.length > 4) yield tell("可以少写几个字，或在中间加“…”、在两个词间加“|”。");
  const sought = head.values.issuer.map((name, at) => [name, at]).filter(([name]) => name !== UNSTATED && query.length > 1 && fold(head, name).includes(fold(head, query)));
  for (const [name, at] of sought.slice(0, ISSUERS)) {
    const documents = head.facets.issuer.filter((mine) => mine.includes(at)).length;
    const href = new URL(`list/?${new URLSearchParams({ word: name })}`, root).href;
    yield " ";
    yield make("a", { href }, tell("机关：{name} {number} 篇", { name, number: number(documents) }));
  }
}

function sizeOf(places) {
  const bytes = bytesOf(answer.head, documentsOf(places));
  return bytes > 50_000 ? tell("（先读 {size}）", { size: megabytes(bytes) }) : "";
}

const megabytes = (bytes) => `${(bytes / 1_000_000).toFixed(1)} MB`;
const documentAt = (place) => answer.head.owner[answer.found.sections[place]];
const documentsOf = (places) => [...new Set(places.map(documentAt))];

async function explain(query, mine) {
  const known = await readPhrases();
  if (mine !== latest) return;
  const fits = ([name, variants]) => [name, ...variants].some((word) => word === query.replace(/^[“"]|[”"]$/gu, ""));
  const [found] = known.filter(fits);
  phrase.hidden = !found;
  if (!found) return;
  const [name, variants, words] = found;
  phrase.replaceChildren(make("b", {}, name), ` ${words}`);
  if (!variants.length) return;
  const together = addressOf({ q: [name, ...variants].join("|") });
  const others = variants.map((word) => `“${word}”`).join(tell("、"));
  phrase.append(tell(" 也写作{others}，", { others }), make("a", { href: together }, tell("一起查")), tell("。"));
}

// --- The strip: how often, and what can be chosen ---

function drawStrip() {
  const groups = STRIP.map((facet) => groupOf(facet)).filter(Boolean);
  const details = make("details", { open: matchMedia("(min-width: 56rem)").matches || FACETS.some((f) => state[f]) });
  if (strip.querySelector("details")) details.open = strip.querySelector("details").open;
  const chosen = FACETS.filter((facet) => state[facet]).map((facet) => {
    const off = make("a", { href: addressOf({ [facet]: "" }), className: "chosen" }, `${nameOf(facet, state[facet])} ×`);
    off.setAttribute("aria-label", tell("不再只看{name}", { name: nameOf(facet, state[facet]) }));
    return off;
  });
  const keep = make("button", { type: "button", className: "button" }, tell("存这几张表"));
  keep.addEventListener("click", () => save(tablesAsCsv(), nameOfFile(tell("计数"))));
  const foot = make("p", { className: "strip-foot" }, tell("色条是每万字有几处。"), keep);
  details.append(make("summary", {}, tell("按年份、文种、部分看")), make("div", { className: "strip-groups" }, ...groups), foot);
  strip.replaceChildren(details, make("p", { className: "strip-chosen", hidden: !chosen.length }, tell("只看 "), ...chosen));
}

const nameOf = (facet, value) => (facet === "part" ? partNames[value] : tell(value));

// The values of a facet that are found, as they are shown; none if there is but one to choose.
function rowsOf(facet) {
  const { head, counts } = answer;
  const told = [...counts[facet]].map(([key, known]) => ({ value: facet === "part" ? key : head.values[facet][key], ...known }));
  if (told.length < 2 && !state[facet]) return [];
  return told.filter(({ value, places }) => places || value === state[facet]).sort(orderOf(facet));
}

function groupOf(facet) {
  const rows = rowsOf(facet);
  if (!rows.length) return null;
  const most = Math.max(...rows.map(perTenThousand), 0);
  const few = { year: 2 * ROWS, part: ROWS + 2 }[facet] ?? ROWS;
  const all = open.has(facet) || rows.length <= few + ALSO;
  const seen = all ? rows : rows.filter((row, at) => at < few || row.value === state[facet]);
  const items = seen.map((row) => rowOf(facet, row, most));
  if (seen.length < rows.length) {
    const rest = make("button", { type: "button", className: "strip-rest" }, tell("其余 {number} 个", { number: rows.length - seen.length }));
    rest.addEventListener("click", () => {
      open.add(facet);
      drawStrip();
    });
    items.push(make("li", {}, rest));
  }
  const heads = [tell("处"), tell("篇"), tell("每万字")].map((words) => make("span", {}, words));
  if (facet === "year") items.reverse();
  const top = make("p", { className: "strip-head" }, make("b", {}, NAMES[facet]), ...heads);
  const made = make("ol", {}, ...items);
  made.setAttribute("role", "list");
  return make("section", { className: `strip-group strip-${facet}` }, top, made);
}

function orderOf(facet) {
  if (facet === "part") return (a, b) => Object.keys(partNames).indexOf(a.value) - Object.keys(partNames).indexOf(b.value);
  const last = ({ value }) => Number(value === UNSTATED);
  if (facet === "year") return (a, b) => last(a) - last(b) || (a.value < b.value ? 1 : -1);
  return (a, b) => last(a) - last(b) || b.places - a.places || (a.value < b.value ? -1 : 1);
}

function rowOf(facet, row, most) {
  const share = perTenThousand(row);
  const bar = make("span", { className: "strip-bar" });
  bar.style.setProperty("--share", most ? share / most : 0); // set by script, which the policy allows
  const figures = [number(row.places), number(row.documents), rate(share)].map((words) => make("span", {}, words));
  const name = make("span", { className: "strip-name" }, bar, make("span", {}, nameOf(facet, row.value)));
  const on = row.value === state[facet];
  const link = make("a", { href: addressOf({ [facet]: on ? "" : row.value }) }, name, ...figures);
  link.title = nameOf(facet, row.value);
  link.setAttribute("aria-label", tell("{name}：{places} 处，{documents} 篇，每万字 {rate} 处", { name: nameOf(facet, row.value), places: row.places, documents: row.documents, rate: rate(share) }));
  if (on) link.setAttribute("aria-current", "true");
  return make("li", {}, link);
}

// Issuers are many, so they are written or chosen in a field.
function listIssuers() {
  const { head, counts } = answer;
  const told = [...counts.issuer].filter(([, { places }]) => places).sort(([, a], [, b]) => b.places - a.places);
  const options = told.slice(0, MOST_ISSUERS).map(([key]) => make("option", { value: head.values.issuer[key] }));
  issuers.replaceChildren(...options);
  issuer.value = state.issuer;
  issuer.parentElement.hidden = head.values.issuer.length < 2;
}

// --- The lines ---

// How many characters fit on either side.
function around() {
  const size = parseFloat(getComputedStyle(list).fontSize);
  const wide = matchMedia("(min-width: 56rem)").matches;
  const room = list.clientWidth / size - (wide ? 17 : 1) - Math.min(answer.query.length, LONG);
  return Math.max(6, Math.floor(room / 2) - 1);
}

async function drawLines(mine) {
  shown = 0;
  lines = new Map();
  const needed = documentsOf(answer.places);
  const bytes = bytesOf(answer.head, needed);
  if (state.sort === "old") answer.order = oldestFirst(answer.places);
  if (!DATED.includes(state.sort)) {
    if (bytes > UNASKED && !allowed) {
      list.replaceChildren();
      more.hidden = false;
      more.textContent = tell("这样排列要先读 {size} 文稿，读", { size: megabytes(bytes) });
      return;
    }
    const documents = await readDocuments(answer.head, needed);
    if (mine !== latest) return;
    const line = (place) => lineOf(documents.get(documentAt(place)), ...spanOf(place), SORTED);
    answer.order = sorted(answer.places, line, state.sort);
  }
  list.replaceChildren();
  await drawMore(FIRST, mine);
}

const spanOf = (place) => [answer.found.starts[place], answer.found.ends[place]];

async function drawMore(most, mine = latest) {
  const next = state.view === "documents" ? nextDocuments(most / 4) : answer.order.slice(shown, shown + most);
  const documents = await readDocuments(answer.head, documentsOf(next));
  if (mine !== latest) return;
  const sides = around();
  list.className = state.view === "documents" ? "by-document" : "kwic";
  if (state.view === "documents") list.append(...byDocument(next, documents, sides));
  else for (const place of next) drawLine(place, documents.get(documentAt(place)), sides);
  list.dataset.sort = state.sort;
  shown += next.length;
  more.hidden = shown >= answer.order.length;
  more.textContent = tell("再显示一些（已显示 {shown}，共 {total} 处）", { shown: number(shown), total: number(answer.order.length) });
  csv.textContent = tell("下载 CSV") + sizeOf(answer.places);
}

// The places by date; documents lie the other way round, and of those without a year nobody knows.
function oldestFirst(places) {
  const groups = [...Map.groupBy(places, documentAt)].reverse();
  const undated = ([owner]) => valuesOf(answer.head, "year", owner)[0] === UNSTATED;
  return [...groups.filter((group) => !undated(group)), ...groups.filter(undated)].flatMap(([, mine]) => mine);
}

// The places of the next documents, whole.
function nextDocuments(most) {
  const places = DATED.includes(state.sort) ? answer.order : answer.places;
  const numbers = new Set();
  let end = shown;
  while (end < places.length && (numbers.has(documentAt(places[end])) || numbers.size < most)) {
    numbers.add(documentAt(places[end++]));
  }
  return places.slice(shown, end);
}

// A line that is there already is not shown again: its number grows, and it leads to all its places.
function drawLine(place, document, sides) {
  const same = lineOf(document, ...spanOf(place), SAME);
  const key = `${same.left}\0${same.word}\0${same.right}`;
  const known = lines.get(key);
  if (known) {
    known.others.push([place, document]);
    known.times.textContent = tell("同样 {number} 处", { number: number(known.others.length + 1) });
    known.times.hidden = false;
    if (known.opened) known.opened.append(sourceOf(place, document));
    return;
  }
  const times = make("button", { type: "button", className: "times", hidden: true, title: tell("前后文相同的各处") });
  const item = make("li", {}, linkOf(place, document, sides), times);
  const line = { others: [], times };
  times.setAttribute("aria-expanded", "false");
  times.addEventListener("click", () => {
    times.setAttribute("aria-expanded", String(!line.opened));
    if (line.opened) line.opened.remove();
    line.opened = line.opened ? undefined : make("ol", { className: "same" }, ...line.others.map((one) => sourceOf(...one)));
    if (line.opened) item.append(line.opened);
  });
  lines.set(key, line);
  list.append(item);
}

function linkOf(place, document, sides) {
  const { left, word, right } = clipped(lineOf(document, ...spanOf(place), sides), sides);
  const words = [
    make("span", { className: "kwic-left" }, make("span", {}, ...marked(left))),
    make("mark", {}, word),
    make("span", { className: "kwic-right" }, ...marked(right)),
  ];
  const source = make("span", { className: "kwic-source" }, `${yearOf(document)} · ${document.title}`);
  return make("a", { href: placeOf(place, document) }, make("span", { className: "kwic-line" }, ...words), source);
}

// A place as long as a passage takes the room of the words beside it, and is cut before it takes that of its source.
function clipped({ left, word, right }, sides) {
  if (word.length <= LONG) return { left, word, right };
  const most = 2 * sides + LONG - 2 * BESIDE;
  const cut = word.length > most ? `${word.slice(0, most - 1)}…` : word;
  return { left: left.slice(-BESIDE), word: cut, right: right.slice(0, BESIDE) };
}

const yearOf = (document) => tell(valuesOf(answer.head, "year", document.number)[0]);

const sourceOf = (place, document) =>
  make("li", {}, make("a", { href: placeOf(place, document) }, `${yearOf(document)} · ${document.title}`));

// The words of a query besides the first, where they stand in a text.
function marked(text) {
  const others = answer.found.terms.filter(({ not }) => !not).slice(1);
  const places = others.flatMap((term) => placesIn(fold(answer.head, text), term)).sort(([a], [b]) => a - b);
  return withMarks(text, places, "b");
}

const ANCHORS = { record: "page-record" }; // as in chengwen/site/pages/blocks.py

// Where a place is: the document, its section, and which of the places in that section.
function placeOf(place, document) {
  const section = answer.found.sections[place];
  const { id } = document.sections[section - answer.head.first[document.number]];
  let nth = 0;
  while (answer.found.sections[place - nth - 1] === section) nth++;
  const said = new URLSearchParams({ find: answer.query });
  if (nth) said.set("n", nth);
  const hash = id ? `#${encodeURIComponent(ANCHORS[id] ?? id)}` : "";
  return new URL(`d/${encodeURIComponent(document.name)}/?${said}${hash}`, root).href;
}

function byDocument(places, documents, sides) {
  const groups = Map.groupBy(places, documentAt);
  return [...groups].map(([owner, mine]) => {
    const document = documents.get(owner);
    const about = ["year", "genre", "level", "issuer"].flatMap((facet) => valuesOf(answer.head, facet, owner));
    const title = make("a", { className: "entry-title", href: placeOf(mine[0], document) }, document.title);
    const head = make("p", { className: "result-head" }, title, make("span", { className: "how-many" }, tell("{number} 处", { number: mine.length })));
    const told = make("p", { className: "entry-about" }, about.filter((word) => word !== UNSTATED).map((word) => tell(word)).join(" · "));
    const first = mine.slice(0, PER_DOCUMENT).map((place) => make("li", {}, linkOf(place, document, sides)));
    return make("li", { className: "entry" }, head, told, make("ol", { className: "kwic" }, ...first));
  });
}

// --- CSV ---

const COLUMNS = [tell("前文"), tell("检索词"), tell("后文"), tell("篇名"), tell("年份"), tell("文种"), tell("层级"), tell("机关"), tell("部分"), tell("节"), tell("地址")];

async function asCsv() {
  const documents = await readDocuments(answer.head, documentsOf(answer.places));
  const rows = answer.order.map((place) => {
    const document = documents.get(documentAt(place));
    const { left, word, right } = lineOf(document, ...spanOf(place), 40);
    const section = document.sections[answer.found.sections[place] - answer.head.first[document.number]];
    const from = section.start - document.start;
    const heading = document.text.slice(from, from + section.heading).trim();
    const about = ["year", "genre", "level", "issuer"].map((facet) => valuesOf(answer.head, facet, document.number).join("；"));
    const parts = answer.head.combinations[answer.head.parts[answer.found.sections[place]]];
    const part = parts.map((name) => partNames[name]).join("；");
    return [left, word, right, document.title, ...about, part, heading, placeOf(place, document)].map(cell).join(",");
  });
  return `\ufeff${[COLUMNS.join(","), ...rows].join("\r\n")}\r\n`;
}

function tablesAsCsv() {
  const head = [tell("分类"), tell("名目"), tell("处"), tell("篇"), tell("每万字")];
  const rows = STRIP.flatMap((facet) => rowsOf(facet).map((row) => [NAMES[facet], nameOf(facet, row.value), row.places, row.documents, perTenThousand(row).toFixed(2)]));
  return `\ufeff${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

const nameOfFile = (kind = "") => `${[answer.query.replaceAll(/[^\p{L}\p{N}]+/gu, "-"), kind].filter(Boolean).join("-")}.csv`;

function save(text, name) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// --- What a reader does ---

const submit = () => field.value.trim() !== state.q && go({ q: field.value.trim() });
let waiting; // a query is looked up when typing pauses

function typed() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (field.value.trim() === state.q) return;
    history.replaceState(null, "", addressOf({ q: field.value.trim() }));
    state.q = field.value.trim();
    show();
  }, 250);
}

// Arrows go from line to line, Esc back to the query.
function step(event) {
  if (event.target.matches("#search-issuer, input[type=radio]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const stops = [field, ...list.querySelectorAll(".kwic > li > a, .entry-title")];
  const at = stops.indexOf(document.activeElement);
  const to = { ArrowDown: stops[at + 1], ArrowUp: stops[at - 1], Escape: at ? field : undefined }[event.key];
  if (!to || event.isComposing) return;
  event.preventDefault();
  to.focus();
}

// While a Chinese input method is at work, the field holds letters that nobody means to look for.
field.addEventListener("input", (event) => event.isComposing || typed());
field.addEventListener("compositionend", typed);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  submit();
});
tools.addEventListener("change", ({ target }) => {
  if (target !== issuer || !target.value || answer.head.values.issuer.includes(target.value)) go({ [target.name]: target.value });
});
csv.addEventListener("click", async () => save(await asCsv(), nameOfFile()));
more.addEventListener("click", () => {
  if (!DATED.includes(state.sort) && !shown) {
    allowed = true;
    show();
  } else drawMore(FURTHER);
});
page.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='?']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.getAttribute("href"));
  readAddress();
});
page.addEventListener("keydown", step);
addEventListener("popstate", readAddress);
let width = list.clientWidth;
addEventListener("resize", () => {
  if (answer && Math.abs(list.clientWidth - width) > 16) drawLines(latest);
  width = list.clientWidth;
});

readAddress();
if (!state.q) field.focus();
