// Searches the index that chengwen/site/search/search.py had Pagefind make. There each character is a word of its own, and
// white space is written ␣ or ¶; so a phrase is looked up as a quoted row of characters, and read back the same way.
// Nothing found is ever put into the page as HTML: only as text.
//
// Year, genre and level belong to a document, and the index tells which documents have them. The part (opening,
// problems, plans …) belongs to a section, so it is judged here, over the hits, in documents that have been read.

// A count is shown when it is sure, and not before.

import { make, wordsOf } from "./shared.js";

const PAGE = 10; // documents shown at a time, and read at a time
const AHEAD = 400; // documents read where a part is chosen, to count it; of more it is said that there may be more
const MOST = 60; // documents read before something is shown
const SECTIONS = 3; // sections shown of a document
const BEFORE = 20; // characters shown before a hit, and after it
const AFTER = 50;

const FACETS = ["year", "genre", "level"];
const CHOICES = [...FACETS, "part", "order"];
const UNSTATED = "未注明";

const root = new URL("../", import.meta.url);
const page = document.querySelector(".search-page");
const form = document.querySelector("#search-form");
const field = document.querySelector("#query");
const examples = document.querySelector("#search-examples");
const filters = document.querySelector("#search-filters");
const selects = FACETS.map((name) => filters.querySelector(`select[name=${name}]`));
const order = filters.querySelector("select[name=order]");
const parts = [...filters.querySelectorAll("input[name=part]")];
const times = document.querySelector("#search-times");
const status = document.querySelector("#search-status");
const clear = document.querySelector("#search-clear");
const list = document.querySelector("#search-results");
const more = document.querySelector("#search-more");

const labels = new Map(parts.map((part) => [part.value, part.nextElementSibling.textContent]));

let chosen = Object.fromEntries(CHOICES.map((name) => [name, ""])); // of each facet; "" is all
let index; // a promise of Pagefind and what its index says of each document; made with the first query
let documents = new Map(); // what was read of them, by Pagefind's id; kept from query to query
let latest = 0; // the number of the latest query: answers to earlier ones are dropped
let answer = { words: "", asked: "", terms: [], found: [], hits: new Map(), values: {}, holders: new Map() }; // the latest
let waiting = []; // results not shown yet

// --- The query ---

// 党员 “三会一课” -> [["党", "员"], ["三", "会", "一", "课"]]
const termsOf = (query) => wordsOf(query).map((word) => [...word.replace(/\s+/gu, "␣").toLowerCase()]);

// Traditional characters as the texts write them, one for one; only asked for where a query finds nothing.
let simplified;

async function simple(text) {
  simplified ??= fetch(new URL("search/simplified.json", root)).then((answer) => answer.json());
  simplified.catch(() => (simplified = undefined));
  const { from, to } = await simplified;
  const table = new Map([...from].map((character, place) => [character, [...to][place]]));
  return [...text].map((character) => table.get(character) ?? character).join("");
}

// What the index holds of a term: rows of letters and digits. Punctuation keeps its place there but is no word.
const rowsOf = (term) => term.join("").match(/[\p{L}\p{N}]+/gu) ?? [];

// --- The index ---

async function load() {
  const answer = await fetch(new URL("pagefind/shards.json", root));
  const folders = Object.keys(await answer.json()).map((name) => new URL(`pagefind/${name}/`, root));
  const facets = Promise.all(folders.map((folder) => unpacked(new URL("facets.bin", folder))));
  facets.catch(() => {}); // told where it is waited for
  const { createInstance } = await import(new URL("pagefind.js", folders[0]));
  // An instance of its own, which remembers no failure. A worker would be another 41 kB, for some milliseconds of work.
  const pagefind = createInstance({ basePath: folders[0].pathname, noWorker: true });
  await Promise.all(folders.slice(1).map((folder) => pagefind.mergeIndex(folder.pathname)));
  const known = await facets;
  const values = Object.fromEntries(FACETS.map((name) => [name, new Map()]));
  const holders = new Map();
  for (const shard of known) note(shard, values, holders);
  for (const select of selects) fill(select, countsOf(values[select.name]));
  for (const part of parts) part.parentElement.hidden = part.value !== "" && !holders.has(part.value);
  return { pagefind, values, holders };
}

async function unpacked(address) {
  const packed = await fetch(address);
  return new Response(packed.body.pipeThrough(new DecompressionStream("gzip"))).json();
}

// What documents can be narrowed by: {"year": Map(id -> "2022")}, and which documents have a part: Map("plans" -> ids).
// It comes in a file of our own: to ask Pagefind for it would load the whole index.
function note(shard, values, holders) {
  const names = Object.keys(shard.values);
  for (const [id, numbers] of Object.entries(shard.pages)) {
    names.forEach((name, place) => {
      const said = numbers[place].map((number) => shard.values[name][number]);
      if (name !== "part") values[name].set(id, said[0]);
      else for (const part of said) holders.set(part, (holders.get(part) ?? new Set()).add(id));
    });
  }
}

function countsOf(known) {
  const counts = new Map(); // a genre may be called __proto__
  for (const value of known.values()) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

// The newest year first; of the other facets what most documents have; what is not stated last.
function fill(select, values) {
  const byCount = ([a, m], [b, n]) => (select.name === "year" ? 0 : n - m) || (a < b ? 1 : -1);
  const last = ([value]) => Number(value === UNSTATED);
  const sorted = [...values].sort((a, b) => last(a) - last(b) || byCount(a, b));
  select.append(...sorted.map(([value]) => new Option(value, value)));
}

// The documents that hold every term.
async function find(pagefind, terms) {
  const rows = terms.flatMap(rowsOf);
  const answers = await Promise.all(rows.map((row) => pagefind.search(`"${[...row].join(" ")}"`)));
  const ids = answers.map(({ results }) => new Set(results.map((result) => result.id)));
  const common = (answers[0]?.results ?? []).filter((result) => ids.every((set) => set.has(result.id)));
  if (terms.every((term) => rowsOf(term)[0] === term.join(""))) return common;
  const read = await Promise.all(common.map(async (result) => [result, (await open(result)).text]));
  return read.filter(([, text]) => terms.every((term) => placesOf(term, text).length)).map(([result]) => result);
}

// The ids of what the latest query found: scripts/bench_search.py holds them against a plain search.
export const found = () => answer.found.map(({ id }) => id);

// --- A document ---

// A document as it was indexed: {data, text, sections}, the text as an array of characters.
function open(result) {
  if (!documents.has(result.id)) {
    const opened = result.data().then((data) => ({ data, text: charactersOf(data), sections: anchorsOf(data) }));
    opened.catch(() => documents.delete(result.id)); // so that it is asked for again
    documents.set(result.id, opened);
  }
  return documents.get(result.id);
}

// Pagefind may add a full stop to the last word of a block; a word of ours is one character.
const charactersOf = (data) => data.content.split(" ").map((word) => [...word][0] ?? "");

// The id "s1-2.problems-causes" says: section s1-2, which is about problems and causes. Text before the first section has none.
function anchorsOf(data) {
  const sections = data.anchors.map(({ id, text, location }) => {
    const dot = id.lastIndexOf(".");
    return { id: id.slice(0, dot), parts: id.slice(dot + 1).split("-"), heading: headingOf(text), location };
  });
  return [{ id: "", parts: ["other"], heading: "", location: 0 }, ...sections];
}

const readable = (characters) => characters.join("").replaceAll("␣", " ").replaceAll("¶", "").trim();
const headingOf = (text) => readable([...text].filter((character) => character !== " ")).replace(/[。.]$/u, "");

function placesOf(term, text) {
  const places = [];
  for (let at = 0; at + term.length <= text.length; at++) {
    if (term.every((character, offset) => text[at + offset].toLowerCase() === character)) places.push(at);
  }
  return places;
}

// One document's hits, by section: [{section, spans, terms}], those with most different terms first.
function hitsOf({ text, sections }, terms) {
  const hits = new Map();
  terms.forEach((term, number) => {
    for (const place of placesOf(term, text)) {
      const section = sections.findLast((candidate) => candidate.location <= place);
      const hit = hits.get(section) ?? { section, spans: [], terms: new Set() };
      hit.spans.push([place, place + term.length, number]);
      hit.terms.add(number);
      hits.set(section, hit);
    }
  });
  return [...hits.values()].sort((a, b) => b.terms.size - a.terms.size || a.section.location - b.section.location);
}

// The parts of a document that hold every term, as the whole of it must when no part is chosen.
function partsOf(hits, terms) {
  const held = new Map();
  for (const { section, terms: numbers } of hits) {
    for (const part of section.parts) held.set(part, new Set([...(held.get(part) ?? []), ...numbers]));
  }
  return new Set([...held.keys()].filter((part) => held.get(part).size === terms.length));
}

async function read(to, results) {
  const judge = async (result) => {
    const opened = await open(result);
    const hits = hitsOf(opened, to.terms);
    to.hits.set(result.id, { ...opened, hits, parts: partsOf(hits, to.terms) });
  };
  await Promise.all(results.filter((result) => !to.hits.has(result.id)).map(judge));
}

// --- Facets ---

// What was found and has the chosen year, genre and level; one facet may be left out, to count its values.
function inScope(except) {
  const names = FACETS.filter((name) => name !== except && chosen[name]);
  return answer.found.filter(({ id }) => names.every((name) => answer.values[name].get(id) === chosen[name]));
}

// Whether a document can have a hit in the chosen part: sure once it is read, until then by whether it has such a part.
function inPart({ id }) {
  if (!chosen.part) return true;
  return answer.hits.get(id)?.parts.has(chosen.part) ?? answer.holders.get(chosen.part).has(id);
}

const unread = ({ id }) => !answer.hits.has(id);

function countValues(select) {
  const counts = new Map();
  for (const { id } of inScope(select.name).filter(inPart)) {
    const value = answer.values[select.name].get(id);
    const count = counts.get(value) ?? { all: 0, unread: 0 };
    count.all++;
    if (unread({ id })) count.unread++;
    counts.set(value, count);
  }
  for (const option of [...select.options].slice(1)) {
    const { all, unread: guessed } = counts.get(option.value) ?? { all: 0, unread: 0 };
    option.textContent = chosen.part && guessed ? option.value : `${option.value}（${all}）`;
    option.hidden = option.disabled = !all && option.value !== chosen[select.name];
  }
  select.value = chosen[select.name];
}

function countParts() {
  const scope = inScope();
  for (const part of parts) {
    const held = scope.filter(({ id }) => !part.value || answer.holders.get(part.value)?.has(id));
    const known = held.every((result) => !unread(result));
    const count = held.filter(({ id }) => answer.hits.get(id)?.parts.has(part.value)).length;
    part.parentElement.querySelector(".count").textContent = part.value && known ? count : "";
    part.parentElement.classList.toggle("none", part.value !== "" && known && !count);
    part.checked = part.value === chosen.part;
  }
}

function showFilters() {
  for (const select of selects) countValues(select);
  countParts();
  order.value = chosen.order;
  filters.hidden = false;
  clear.hidden = !CHOICES.some((name) => chosen[name]);
  clear.href = addressOf({ q: field.value.trim() });
}

// --- Results ---

// The text round the first place of each term in a section, within its paragraph, with every hit in it marked.
function excerptOf({ spans, terms }, text) {
  spans.sort((a, b) => a[0] - b[0]);
  const firsts = spans.filter((span, place) => spans.findIndex((other) => other[2] === span[2]) === place);
  const windows = firsts.map((span) => windowOf(span, text, terms.size));
  const apart = windows.filter(([start], place) => !place || start > Math.max(...windows.slice(0, place).map(([, end]) => end)));
  const excerpt = make("span", { className: "hit-text" });
  apart.forEach(([start, end], place) => {
    const lineStart = start > 0 && text[start - 1] !== "¶";
    excerpt.append(...[place || lineStart ? "…" : "", ...marked(start, end, spans, text)].filter(Boolean));
    if (end < text.length && text[end] !== "¶") excerpt.append("…");
  });
  return excerpt;
}

// From where to where the text round a hit is shown: less after it where another word has to be shown too.
function windowOf([first, firstEnd], text, terms) {
  const lineStart = text.lastIndexOf("¶", first) + 1;
  const nextLine = text.indexOf("¶", firstEnd);
  const lineEnd = nextLine < 0 ? text.length : nextLine;
  const start = startOf(text, Math.max(lineStart, first - BEFORE), first);
  return [start, Math.min(lineEnd, firstEnd + Math.ceil(AFTER / terms))];
}

function marked(start, end, spans, text) {
  const pieces = [];
  let done = start;
  for (const [from, to] of spans) {
    if (from < done || to > end) continue;
    pieces.push(readableInside(text.slice(done, from)), make("mark", {}, readableInside(text.slice(from, to))));
    done = to;
  }
  return [...pieces, readableInside(text.slice(done, end))];
}

// Do not begin an excerpt with a comma.
function startOf(text, start, first) {
  while (start < first && /[\p{P}␣]/u.test(text[start]) && !/[“‘（《〖]/u.test(text[start])) start++;
  return start;
}

const readableInside = (characters) => characters.join("").replaceAll("␣", " ");

// The page of a document marks what was looked for: docs/assets/reader.js.
function linkTo(data, id, className, ...children) {
  const href = new URL(`.${data.raw_url}`, root);
  href.searchParams.set("q", answer.asked);
  if (id) href.hash = encodeURIComponent(id);
  return make("a", { className, href }, ...children);
}

function hitOf({ data, text }, hit) {
  const { id, parts: told, heading } = hit.section;
  const label = id ? labels.get(told[0]) : "篇首";
  const item = make("li", {}, linkTo(data, id, "hit-section", heading || label));
  for (const part of heading ? told : []) {
    if (part !== "other") item.append(" ", make("span", { className: "hit-part" }, labels.get(part)));
  }
  item.append(" ", excerptOf(hit, text));
  return item;
}

function resultOf({ id }) {
  const read = answer.hits.get(id);
  const shown = read.hits.filter((hit) => !chosen.part || hit.section.parts.includes(chosen.part));
  const items = shown.slice(0, SECTIONS).map((hit) => hitOf(read, hit));
  const rest = shown.length - items.length;
  if (rest > 0) {
    const next = linkTo(read.data, shown[SECTIONS].section.id, "", `另有 ${rest} 节提到`);
    items.push(make("li", { className: "hit-rest" }, next));
  }
  const head = make("p", { className: "result-head" }, linkTo(read.data, "", "entry-title", read.data.meta.title), " ");
  const about = [read.data.meta.about, `${placesIn(shown)} 处`].filter(Boolean).join(" · ");
  head.append(make("span", { className: "entry-about" }, about));
  const hits = make("ol", { className: "hits" }, ...items);
  hits.setAttribute("role", "list"); // Safari forgets that a list without bullets is one
  return make("li", { className: "entry" }, head, hits);
}

const placesIn = (hits) => hits.reduce((sum, hit) => sum + hit.spans.length, 0);

// The next results, read and made; none when another query has come in the meantime.
async function next(query) {
  const made = [];
  for (let done = 0; waiting.length && made.length < PAGE && done < MOST; done += PAGE) {
    const batch = waiting.splice(0, PAGE);
    await read(answer, batch);
    if (query !== latest) return [];
    const fit = batch.filter(inPart);
    waiting.unshift(...fit.splice(PAGE - made.length));
    made.push(...fit.map(resultOf));
  }
  return made;
}

async function readAhead(query) {
  const ahead = inScope().filter(inPart).filter(unread).slice(0, AHEAD);
  while (ahead.length) {
    say("正在逐篇数……");
    await read(answer, ahead.splice(0, PAGE));
    if (query !== latest) return;
  }
  waiting = waiting.filter(inPart);
}

function showRest() {
  showFilters();
  more.hidden = !waiting.length;
  say(summary());
  const results = inScope().filter(inPart);
  times.hidden = !results.length || results.some(unread);
  const hits = results.flatMap(({ id }) => answer.hits.get(id)?.hits ?? []);
  const shown = hits.filter((hit) => !chosen.part || hit.section.parts.includes(chosen.part));
  times.textContent = times.hidden ? "" : `${placesIn(shown)} 处`;
}

function summary() {
  const results = inScope().filter(inPart);
  const guessed = results.filter(unread).length;
  const folded = answer.folded ? `按“${answer.asked}”检索，` : "";
  if (!results.length) return answer.found.length ? `这样筛选，没有一篇；不筛选有 ${answer.found.length} 篇。` : NOTHING;
  if (!chosen.part) return `${folded}共 ${results.length} 篇`;
  const part = labels.get(chosen.part);
  if (!guessed) return `${folded}“${part}”部分写到的共 ${results.length} 篇`;
  return `“${part}”部分写到的至少 ${results.length - guessed} 篇；再加一个词，或者再筛选，可以数全。`;
}

const NOTHING = "没有一篇写到。词语要与原文一字不差，可以试短一些的。";

// A screen reader says the status again whenever it is set, the same or not.
function say(text) {
  if (status.textContent !== text) status.textContent = text;
}

async function search() {
  const query = ++latest;
  const terms = termsOf(field.value);
  const some = terms.flatMap(rowsOf).length > 0;
  examples.hidden = some;
  if (!some) return showNothing(terms.length ? "只有标点，没有可以检索的字；请输入汉字、字母或数字。" : "");
  await attempt(async () => {
    index ??= load();
    index.catch(() => (index = undefined)); // so that the next query tries again
    const known = await index;
    const words = JSON.stringify(terms);
    const asked = words === answer.words ? answer : ask(known, words, terms);
    Promise.resolve(asked).catch(() => (index = undefined)); // Pagefind remembers a failure: the next query starts anew
    const answered = await asked;
    if (query !== latest) return;
    answer = answered;
    forgetUnknown();
    await show(query);
  });
}

// The answer to a query; where nothing is found, to the same in simplified characters.
async function ask(known, words, terms) {
  const text = field.value.trim();
  const found = await find(known.pagefind, terms);
  const answered = { ...known, words, terms, found, hits: new Map(), asked: text };
  const simpler = found.length ? text : await simple(text);
  if (simpler === text) return answered;
  const others = termsOf(simpler);
  return { ...answered, terms: others, found: await find(known.pagefind, others), asked: simpler, folded: true };
}

async function show(query) {
  waiting = ordered(inScope().filter(inPart));
  const results = await next(query);
  if (query !== latest) return;
  list.replaceChildren(...results);
  showFilters();
  if (chosen.part) await readAhead(query);
  if (query === latest) showRest();
}

// By year where the reader wants it; else as the index has found them, those with most to say first.
function ordered(results) {
  if (!chosen.order) return results;
  const year = ({ id }) => answer.values.year.get(id);
  const last = (result) => Number(year(result) === UNSTATED);
  const sign = chosen.order === "old" ? 1 : -1;
  return results.sort((a, b) => last(a) - last(b) || sign * (year(a) < year(b) ? -1 : Number(year(a) > year(b))));
}

async function showMore() {
  const query = latest;
  const focused = document.activeElement === more;
  const results = await next(query);
  if (query !== latest) return;
  list.append(...results);
  showRest();
  if (focused) (results[0]?.querySelector("a") ?? field).focus(); // the button may be gone
}

function showNothing(words) {
  list.replaceChildren();
  more.hidden = filters.hidden = clear.hidden = times.hidden = true;
  say(words);
}

// Whatever cannot be read is told.
async function attempt(action) {
  try {
    await action();
  } catch (error) {
    say("检索用的索引没有读到，请刷新再试。");
    throw error;
  }
}

// --- The address: it can be shared, and the back button leads through what was asked ---

let settled = location.search; // of the entry in the history, as it was before any typing

function addressOf(values) {
  const kept = Object.entries(values).filter(([, value]) => value);
  return kept.length ? `?${new URLSearchParams(kept)}` : location.pathname;
}

const address = () => addressOf({ q: field.value.trim(), ...chosen });

function readAddress() {
  const values = new URLSearchParams(location.search);
  field.value = values.get("q") ?? "";
  for (const name of CHOICES) chosen[name] = values.get(name) ?? "";
  settled = location.search;
}

// A value that no document has, as in an address of long ago, narrows nothing.
function forgetUnknown() {
  const exists = (select) => [...select.options].some((option) => option.value === chosen[select.name]);
  for (const select of selects) if (!exists(select)) chosen[select.name] = "";
  if (!answer.holders.has(chosen.part)) chosen.part = "";
  if (![...order.options].some((option) => option.value === chosen.order)) chosen.order = "";
}

function push() {
  history.pushState(null, "", address());
  settled = location.search;
}

// What is typed only changes the entry; sent off, it gets one of its own, and the entry is again what it was.
function submit() {
  if (new URL(address(), location).search === settled) return;
  history.replaceState(null, "", settled || location.pathname);
  push();
}

// --- What the reader does ---

let pause;

function typed() {
  clearTimeout(pause);
  pause = setTimeout(() => {
    history.replaceState(null, "", address());
    search();
  }, 150);
}

function go(move) {
  clearTimeout(pause);
  move();
  search();
}

function choose(values) {
  Object.assign(chosen, values);
  push();
}

const nothingChosen = () => Object.fromEntries(CHOICES.map((name) => [name, ""]));
const opensElsewhere = (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;

function follow(event, move) {
  const link = event.target.closest("a");
  if (!link || opensElsewhere(event)) return;
  event.preventDefault();
  go(() => move(link));
  if (event.detail === 0) field.focus(); // no mouse: the link is gone, and so would be the reader's place
}

// Down and Up lead through the field, the links of the results and the button after them; Escape leads back.
function step(event) {
  if (event.isComposing || opensElsewhere(event)) return;
  const stops = [field, ...list.querySelectorAll("a"), ...(more.hidden ? [] : [more])];
  const at = stops.indexOf(event.target);
  if (at < 0) return;
  const to = { ArrowDown: stops[at + 1], ArrowUp: stops[at - 1], Escape: at ? field : undefined }[event.key];
  if (!to) return;
  event.preventDefault();
  to.focus();
}

// While a Chinese input method is at work, the field holds letters that nobody means to look for.
field.addEventListener("input", (event) => event.isComposing || typed());
field.addEventListener("compositionend", typed);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  go(submit);
});
filters.addEventListener("change", ({ target }) => go(() => choose({ [target.name]: target.value })));
clear.addEventListener("click", (event) => follow(event, () => choose(nothingChosen())));
examples.addEventListener("click", (event) =>
  follow(event, (link) => {
    field.value = link.textContent;
    choose(nothingChosen());
  }),
);
more.addEventListener("click", () => attempt(showMore));
page.addEventListener("keydown", step);
addEventListener("popstate", () => go(readAddress));

readAddress();
field.focus();
search();
