// Searches the index that chengwen/site/search.py had Pagefind make. There each character is a word of its own, and
// white space is written ␣ or ¶; so a phrase is looked up as a quoted row of characters, and read back the same way.
// Nothing found is ever put into the page as HTML: only as text.

const PAGE = 10; // documents shown at a time
const SECTIONS = 3; // sections shown of a document
const BEFORE = 20; // characters shown before a hit, and after it
const AFTER = 50;

const root = new URL("../", import.meta.url);
const form = document.querySelector("#search-form");
const field = document.querySelector("#query");
const filters = document.querySelector("#search-filters");
const list = document.querySelector("#search-results");
const status = document.querySelector("#search-status");
const more = document.querySelector("#search-more");

let pagefind; // loaded with the first query
let latest = 0; // the number of the latest query: answers to earlier ones are dropped
let waiting = []; // results not shown yet

// 党员 “三会一课” -> [["党", "员"], ["三", "会", "一", "课"]]
function termsOf(query) {
  const pattern = /“([^”]*)”|"([^"]*)"|「([^」]*)」|([^\s“"「]+)/gu;
  const terms = [...query.matchAll(pattern)].map((match) => match.slice(1).find((part) => part !== undefined));
  return terms.map((term) => [...term.trim().replace(/\s+/gu, "␣").toLowerCase()]).filter((term) => term.length);
}

// What the index holds of a term: rows of letters and digits. Punctuation keeps its place there but is no word.
const rowsOf = (term) => term.join("").match(/[\p{L}\p{N}]+/gu) ?? [];

async function load() {
  if (pagefind) return;
  pagefind = await import(new URL("pagefind/pagefind.js", root));
  const known = await pagefind.filters();
  for (const select of filters.querySelectorAll("select")) fill(select, known[select.name] ?? {});
  filters.hidden = false;
}

function fill(select, values) {
  for (const [value, count] of Object.entries(values).sort().reverse()) {
    select.append(new Option(`${value}（${count}）`, value));
  }
  select.value = new URLSearchParams(location.search).get(select.name) ?? "";
  if (select.selectedIndex < 0) select.value = "";
}

function chosenFilters() {
  const chosen = [...filters.querySelectorAll("select")].filter((select) => select.value);
  return Object.fromEntries(chosen.map((select) => [select.name, select.value]));
}

// The documents that hold every term.
async function find(terms) {
  const rows = terms.flatMap(rowsOf);
  const options = { filters: chosenFilters() };
  const answers = await Promise.all(rows.map((row) => pagefind.search(`"${[...row].join(" ")}"`, options)));
  const ids = answers.map((answer) => new Set(answer.results.map((result) => result.id)));
  const common = (answers[0]?.results ?? []).filter((result) => ids.every((set) => set.has(result.id)));
  if (terms.every((term) => rowsOf(term)[0] === term.join(""))) return common;
  const read = await Promise.all(common.map(async (result) => [result, charactersOf(await result.data())]));
  return read.filter(([, text]) => terms.every((term) => placesOf(term, text).length)).map(([result]) => result);
}

// Pagefind may add a full stop to the last word of a block; a word of ours is one character.
const charactersOf = (data) => data.content.split(" ").map((word) => [...word][0] ?? "");

function placesOf(term, text) {
  const places = [];
  for (let at = 0; at + term.length <= text.length; at++) {
    if (term.every((character, index) => text[at + index].toLowerCase() === character)) places.push(at);
  }
  return places;
}

const readable = (characters) => characters.join("").replaceAll("␣", " ").replaceAll("¶", "").trim();
const headingOf = (anchor) => readable([...anchor.text].filter((character) => character !== " ")).replace(/[。.]$/u, "");

// One document's hits, by section: [{id, heading, places}], those with most different terms first.
function sectionsOf(data, text, terms) {
  const anchors = [{ id: "", text: "", location: 0 }, ...data.anchors.filter((anchor) => anchor.element === "h2")];
  const sections = new Map();
  terms.forEach((term, number) => {
    for (const place of placesOf(term, text)) {
      const anchor = anchors.findLast((candidate) => candidate.location <= place);
      const section = sections.get(anchor) ?? { anchor, spans: [], terms: new Set() };
      section.spans.push([place, place + term.length]);
      section.terms.add(number);
      sections.set(anchor, section);
    }
  });
  return [...sections.values()].sort(
    (a, b) => b.terms.size - a.terms.size || a.anchor.location - b.anchor.location,
  );
}

// The text round the first hit of a section, within its paragraph, with every hit in it marked.
function excerptOf(section, text) {
  const spans = section.spans.sort((a, b) => a[0] - b[0]);
  const [first, firstEnd] = spans[0];
  const lineStart = text.lastIndexOf("¶", first) + 1;
  const nextLine = text.indexOf("¶", firstEnd);
  const lineEnd = nextLine < 0 ? text.length : nextLine;
  const start = startOf(text, Math.max(lineStart, first - BEFORE), first);
  const end = Math.min(lineEnd, firstEnd + AFTER);
  const excerpt = make("span", "hit-text", start > lineStart ? "…" : "");
  let done = start;
  for (const [from, to] of spans) {
    if (from < done || to > end) continue;
    excerpt.append(readableInside(text.slice(done, from)), make("mark", "", readableInside(text.slice(from, to))));
    done = to;
  }
  excerpt.append(readableInside(text.slice(done, end)), end < lineEnd ? "…" : "");
  return excerpt;
}

// Do not begin an excerpt with a comma.
function startOf(text, start, first) {
  while (start < first && /[\p{P}␣]/u.test(text[start]) && !/[“‘（《〖]/u.test(text[start])) start++;
  return start;
}

const readableInside = (characters) => characters.join("").replaceAll("␣", " ");

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

function linkTo(data, id, className, ...children) {
  const link = make("a", className, ...children);
  link.href = new URL(`.${data.raw_url}${id ? `#${encodeURIComponent(id)}` : ""}`, root);
  return link;
}

function resultOf(data, terms) {
  const text = charactersOf(data);
  const sections = sectionsOf(data, text, terms);
  const hits = sections.slice(0, SECTIONS).map((section) => {
    const link = linkTo(data, section.anchor.id, "hit-section", headingOf(section.anchor) || "篇首");
    return make("li", "", link, " ", excerptOf(section, text));
  });
  const rest = sections.length - hits.length;
  if (rest > 0) hits.push(make("li", "hit-rest", `另有 ${rest} 节提到`));
  const head = make("p", "result-head", linkTo(data, "", "entry-title", data.meta.title), " ");
  head.append(make("span", "entry-about", data.meta.about ?? ""));
  return make("li", "entry", head, make("ol", "hits", ...hits));
}

// The next results, read and made; none when another query has come in the meantime.
async function next(query, terms) {
  const read = await Promise.all(waiting.splice(0, PAGE).map((result) => result.data()));
  return query === latest ? read.map((data) => resultOf(data, terms)) : [];
}

async function show(query, terms) {
  waiting = await find(terms);
  const count = waiting.length;
  const results = await next(query, terms);
  if (query !== latest) return;
  list.replaceChildren(...results);
  more.hidden = !waiting.length;
  more.onclick = async () => {
    list.append(...(await next(query, terms)));
    more.hidden = !waiting.length;
  };
  status.textContent = count ? `共 ${count} 篇` : "没有一篇写到。词语要与原文一字不差，可以试短一些的。";
}

async function search() {
  const query = ++latest;
  const terms = termsOf(field.value);
  remember();
  if (!terms.flatMap(rowsOf).length) {
    list.replaceChildren();
    more.hidden = true;
    status.textContent = "";
    return;
  }
  try {
    await load();
    await show(query, terms);
  } catch (error) {
    status.textContent = "检索用的索引没有读到，请刷新再试。";
    throw error;
  }
}

// Keep the address such that it can be shared.
function remember() {
  const address = new URL(location.href);
  const kept = pagefind ? chosenFilters() : Object.fromEntries(new URLSearchParams(location.search));
  address.search = new URLSearchParams({ ...kept, q: field.value.trim() });
  history.replaceState(null, "", address);
}

let pause;
field.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(search, 150);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pause);
  search();
});
filters.addEventListener("change", search);

field.value = new URLSearchParams(location.search).get("q") ?? "";
field.focus();
if (field.value) search();
