// Finds every place of a query in the index, and counts places, documents and characters by year, genre, part …
// Lists of positions are ascending throughout; so documents and sections are met in their order.

import { after, fold, positionsOf } from "./corpus.js";
import { ANY, apart, joined, parse } from "./query.js";

export const FACETS = ["year", "genre", "level", "issuer", "part"];

// What a query finds: {terms, problem, starts, ends, sections}, where sections are numbers of the head's.
export async function search(head, query) {
  const { terms, problem } = parse(query, (text) => fold(head, text), head.labels);
  if (problem || !terms.length) return { terms, problem, ...columns([]) };
  const found = await Promise.all(terms.map((term) => placesOf(head, term)));
  const main = terms.findIndex(({ not }) => !not);
  let hits = found[main];
  terms.forEach(({ not }, at) => {
    if (at === main) return;
    const holds = new Uint8Array(head.parts.length);
    for (const section of found[at].sections) holds[section] = 1;
    hits = columns(rows(hits).filter(([, , section]) => Boolean(holds[section]) !== not));
  });
  return { terms, problem, ...hits };
}

const rows = ({ starts, ends, sections }) => Array.from(starts, (start, at) => [start, ends[at], sections[at]]);

function columns(found) {
  const column = (at) => Uint32Array.from(found, (row) => row[at]);
  return { starts: column(0), ends: column(1), sections: column(2) };
}

const sectionOf = (head, position) => after(head.starts, position) - 1;

async function placesOf(head, { ways }) {
  const together = (one, other) => sectionOf(head, one) === sectionOf(head, other);
  const found = await Promise.all(
    ways.map(async (way) => joined(way, await Promise.all(way.pieces.map((piece) => pieceIn(head, piece))), together)),
  );
  const places = apart(found.flat());
  return columns(places.map(([start, end]) => [start, end, sectionOf(head, start)]));
}

// The places of a piece: its pairs of units, two by two, and the last once more if their number is odd.
async function pieceIn(head, piece) {
  const wanted = [];
  for (const match of piece.matchAll(new RegExp(`[^${ANY}]+`, "gu"))) {
    const [run] = match;
    if (run.length === 1) wanted.push([match.index, run]);
    for (let at = 0; at + 1 < run.length; at += 2) wanted.push([match.index + at, run.slice(at, at + 2)]);
    if (run.length > 1 && run.length % 2) wanted.push([match.index + run.length - 2, run.slice(-2)]);
  }
  const lists = await Promise.all(wanted.map(async ([offset, word]) => [offset, await positionsOf(head, word)]));
  lists.sort((a, b) => a[1].length - b[1].length);
  const [[first, shortest], ...others] = lists;
  const cursors = others.map(() => 0);
  const found = [];
  for (const position of shortest) {
    const start = position - first;
    const everywhere = others.every(([offset, list], at) => {
      while (list[cursors[at]] < start + offset) cursors[at]++;
      return list[cursors[at]] === start + offset;
    });
    if (!everywhere || start < 0) continue;
    const end = start + piece.length;
    if (end <= head.starts[sectionOf(head, start) + 1]) found.push([start, end]);
  }
  return found;
}

// --- Facets ---

// The values of a facet that a section has.
const valuesAt = {
  year: (head, section) => head.facets.year[head.owner[section]],
  genre: (head, section) => head.facets.genre[head.owner[section]],
  level: (head, section) => head.facets.level[head.owner[section]],
  issuer: (head, section) => head.facets.issuer[head.owner[section]],
  part: (head, section) => head.combinations[head.parts[section]],
};

export const namesOf = (head, facet) => (facet === "part" ? undefined : head.values[facet]);

const failedBy = new Map(); // what was chosen, and which facets each section fails

// For each section, which facets it fails: bit 1 for the first, 2 for the second …
export function failures(head, chosen) {
  const key = FACETS.map((facet) => chosen[facet] ?? "").join("\n");
  if (failedBy.has(key)) return failedBy.get(key);
  const failed = new Uint8Array(head.parts.length);
  FACETS.forEach((facet, bit) => {
    if (!chosen[facet]) return;
    const wanted = facet === "part" ? chosen.part : head.values[facet].indexOf(chosen[facet]);
    for (let section = 0; section < failed.length; section++) {
      if (!valuesAt[facet](head, section).includes(wanted)) failed[section] |= 1 << bit;
    }
  });
  failedBy.clear(); // the latest choice is asked for with every query
  failedBy.set(key, failed);
  return failed;
}

const lengths = new WeakMap(); // what fails, and the characters of each value

// {all, year, genre …}: of each value the characters of its sections, whatever is looked for.
function lengthsOf(head, failed) {
  if (lengths.has(failed)) return lengths.get(failed);
  const sums = Object.fromEntries([...FACETS, "all"].map((facet) => [facet, new Map()]));
  const add = (facet, value, characters) => sums[facet].set(value, (sums[facet].get(value) ?? 0) + characters);
  for (let section = 0; section < head.parts.length; section++) {
    const characters = head.starts[section + 1] - head.starts[section];
    FACETS.forEach((facet, bit) => {
      if (failed[section] & ~(1 << bit)) return;
      for (const value of valuesAt[facet](head, section)) add(facet, value, characters);
    });
    if (!failed[section]) add("all", "", characters);
  }
  lengths.set(failed, sums);
  return sums;
}

// {all, year, genre …}: of each value the places, the documents and the characters, if all other facets stay chosen.
export function count(head, { sections }, failed) {
  const none = (characters) => ({ places: 0, documents: 0, characters, last: -1 });
  const started = ([facet, sums]) => [facet, new Map([...sums].map(([value, characters]) => [value, none(characters)]))];
  const counts = Object.fromEntries(Object.entries(lengthsOf(head, failed)).map(started));
  const note = (facet, value, document, places) => {
    const known = counts[facet].get(value);
    known.places += places;
    if (known.last !== document) {
      known.documents++;
      known.last = document;
    }
  };
  for (let at = 0; at < sections.length; ) {
    const section = sections[at];
    let next = at;
    while (sections[next] === section) next++;
    const document = head.owner[section];
    FACETS.forEach((facet, bit) => {
      if (failed[section] & ~(1 << bit)) return;
      for (const value of valuesAt[facet](head, section)) note(facet, value, document, next - at);
    });
    if (!failed[section]) note("all", "", document, next - at);
    at = next;
  }
  return counts;
}

export const perTenThousand = ({ places, characters }) => (characters ? (places * 10_000) / characters : 0);

// --- Lines ---

// The words before and behind a place, within its line.
export function lineOf(document, start, end, around) {
  const from = start - document.start;
  const to = end - document.start;
  const { text } = document;
  const lineStart = text.lastIndexOf("\n", from - 1) + 1;
  const lineEnd = text.indexOf("\n", to) < 0 ? text.length : text.indexOf("\n", to);
  const left = text.slice(Math.max(lineStart, from - around), from);
  const right = text.slice(to, Math.min(lineEnd, to + around));
  return { left, word: text.slice(from, to).replaceAll("\n", " "), right };
}

// An order of places by the words behind or before them.
export function sorted(places, line, order) {
  const key = ({ left, word, right }) => (order === "left" ? [...left].reverse().join("") + word : `${right}\0${word}`);
  const keyed = places.map((place) => [key(line(place)), place]);
  keyed.sort(([a, one], [b, other]) => (a < b ? -1 : a > b ? 1 : one - other));
  return keyed.map(([, place]) => place);
}

// A cell of CSV: what a spreadsheet would take for a formula begins with an apostrophe.
export function cell(value) {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\n\r]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
