// The list of all documents, narrowed and ordered by the reader. What is known of them comes with the first choice; until
// then, and without this script, the list is the one that the page came with.

import { DOCUMENTS, make, tell } from "./shared.js";

const PAGE = 50;
const UNSTATED = "未注明";
const form = document.querySelector("#list-filters");
const list = document.querySelector(".entries");
const turning = document.querySelector(".turning");
const count = document.querySelector(".how-many");
const root = new URL("../", import.meta.url);
const start = new URL("list/", root);
const field = (name) => form.elements[name];

let known; // a promise of all rows, made with the first choice

async function load() {
  const { values, rows } = await (await fetch(new URL("entries.json", start))).json();
  return rows.map(([address, title, year, genre, level, issuers, characters, added]) => ({
    address,
    title,
    year: values.year[year],
    genre: values.genre[genre],
    level: values.level[level],
    issuer: issuers.map((number) => values.issuer[number]).join("、"),
    characters,
    added,
  }));
}

// Titles in the order of their sounds, as a dictionary has them.
const byTitle = new Intl.Collator("zh-CN", { numeric: true }).compare;
const ORDERS = {
  old: (a, b) => (a.year === UNSTATED) - (b.year === UNSTATED) || (a.year < b.year ? -1 : a.year > b.year ? 1 : 0),
  added: (a, b) => (a.added < b.added ? 1 : a.added > b.added ? -1 : 0),
  title: (a, b) => byTitle(a.title, b.title),
  long: (a, b) => b.characters - a.characters,
};

function chosen() {
  const data = [...new FormData(form)].map(([name, value]) => [name, value.trim()]);
  return new Map(data.filter(([, value]) => value));
}

function fits(row, wanted) {
  const word = wanted.get("word")?.toLowerCase();
  if (word && !`${row.title}\n${row.issuer}`.toLowerCase().includes(word)) return false;
  return ["year", "genre", "level"].every((name) => !wanted.has(name) || row[name] === wanted.get(name));
}

function entry(row) {
  const about = [...[row.year, row.genre, row.level, row.issuer].map((word) => tell(word)), tell("{characters} 字", { characters: row.characters.toLocaleString("en") })];
  const said = [...about, row.added && tell("{added} 收录", { added: row.added })].filter(Boolean).join(" · ");
  const link = make("a", { className: "entry-title", href: new URL(row.address, root), lang: DOCUMENTS }, row.title);
  return make("li", { className: "entry" }, link, make("p", { className: "entry-about" }, said));
}

const address = (wanted, page) => {
  const query = new URLSearchParams([...wanted, ...(page > 1 ? [["page", page]] : [])]).toString();
  return query ? `${start.pathname}?${query}` : start.pathname;
};

function turn(wanted, page, pages) {
  const links = [...new Set([1, page - 2, page - 1, page, page + 1, page + 2, pages])].filter((to) => to >= 1 && to <= pages);
  links.sort((a, b) => a - b);
  const made = links.flatMap((to, place) => {
    const link = make("a", { href: address(wanted, to) }, String(to));
    if (to === page) link.setAttribute("aria-current", "page");
    return place && to > links[place - 1] + 1 ? [make("span", {}, "…"), link] : [link];
  });
  const nav = make("nav", { className: "turning" }, ...(pages > 1 ? made : []));
  nav.setAttribute("aria-label", tell("翻页"));
  return nav;
}

let shown = { list, turning };
let latest = 0;

async function show() {
  const turn_of = ++latest;
  const wanted = chosen();
  const page = Number(new URLSearchParams(location.search).get("page")) || 1;
  if (!wanted.size && !known) return;
  known ??= load();
  known.catch(() => (known = undefined)); // so that the next choice tries again
  const rows = (await known).filter((row) => fits(row, wanted));
  if (turn_of !== latest) return;
  if (ORDERS[wanted.get("order")]) rows.sort(ORDERS[wanted.get("order")]);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE));
  const here = Math.min(Math.max(1, page), pages);
  const listed = make("ol", { className: "entries" }, ...rows.slice((here - 1) * PAGE, here * PAGE).map(entry));
  listed.setAttribute("role", "list");
  shown.list.replaceWith(listed);
  const turned = turn(wanted, here, pages);
  if (shown.turning) shown.turning.replaceWith(turned);
  else listed.after(turned);
  shown = { list: listed, turning: turned };
  count.textContent = rows.length ? tell("{number} 篇", { number: rows.length.toLocaleString("en") }) : tell("没有这样的文稿");
}

function readAddress() {
  const values = new URLSearchParams(location.search);
  for (const one of form.elements) one.value = values.get(one.name) ?? "";
  for (const one of form.querySelectorAll("select")) if (one.selectedIndex < 0) one.value = "";
}

function choose() {
  history.replaceState(null, "", address(chosen(), 1));
  show();
}

if (form && list) {
  form.hidden = false;
  count.setAttribute("role", "status");
  form.addEventListener("input", (event) => event.isComposing || choose());
  form.addEventListener("compositionend", choose);
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("popstate", () => {
    readAddress();
    show();
  });
  readAddress();
  show();
}
