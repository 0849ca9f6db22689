// What a query means. 主体责任 | 三会一课: or; -纪委: not in the same section; two words: both in the same section;
// 坚持…引领: one behind the other; 问题~整改: near each other; ? one character, whatever it is.
//
// parse(query) -> {terms: [{not, ways: [{pieces: [text], joins: [{near, most}]}]}], problem}

const MOST = 10; // characters between two words, where the query names no number
const WILD = "?";
export const ANY = "\0"; // stands for one character in a piece

// Terms are separated by white space; what stands in quotes is taken as it is.
function cut(query) {
  const pattern = /(?<not>[-－](?=\S))?(?<body>(?:“[^”]*”|"[^"]*"|「[^」]*」|[^\s"“「])+)/gu;
  const loose = query.replace(/\s*[|｜]\s*/gu, "|").replace(/\s*(\.{3,}|…+|⋯+)\s*/gu, "…").replace(/\s*[~～]\s*(\d{1,3}\s+)?/gu, (_, most = "") => `~${most.trim()}`);
  return [...loose.matchAll(pattern)].map(({ groups }) => ({ not: Boolean(groups.not), body: groups.body }));
}

// A term as a row of signs: characters, and operators as {sign}.
function signsOf(body) {
  const signs = [];
  let quote = "";
  for (const sign of body) {
    if (quote) {
      if (sign === quote) quote = "";
      else signs.push(sign === WILD && quote === "”" ? { sign: WILD } : sign);
    } else if (sign === "“" || sign === '"' || sign === "「") quote = { "“": "”", '"': '"', "「": "」" }[sign];
    else if ("|｜…~".includes(sign)) signs.push({ sign: sign === "｜" ? "|" : sign });
    else if (sign === WILD || sign === "？") signs.push({ sign: WILD });
    else signs.push(sign);
  }
  return signs;
}

// One way to write a term: pieces and what joins them. The number behind an operator is its distance.
function wayOf(signs) {
  const pieces = [""];
  const joins = [];
  for (let at = 0; at < signs.length; at++) {
    const sign = signs[at];
    if (typeof sign === "string") pieces[pieces.length - 1] += sign;
    else if (sign.sign === WILD) pieces[pieces.length - 1] += ANY;
    else {
      let digits = "";
      while (/^[0-9]$/u.test(signs[at + 1]) && digits.length < 3) digits += signs[++at];
      joins.push({ near: sign.sign === "~", most: digits ? Number(digits) : MOST });
      pieces.push("");
    }
  }
  return { pieces, joins };
}

// 〖姓名〗 stands for every numbered 〖姓名2〗 too.
function withNumbers(way, labels) {
  const place = way.pieces.findIndex((piece) => labels.some((label) => piece.includes(`〖${label}〗`)));
  if (place < 0) return [way];
  const label = labels.find((label) => way.pieces[place].includes(`〖${label}〗`));
  return ["", ANY, ANY + ANY, ANY + ANY + ANY].map((number) => {
    const piece = way.pieces[place].replaceAll(`〖${label}〗`, `〖${label}${number}〗`);
    return { ...way, pieces: way.pieces.with(place, piece) };
  });
}

const usable = (way) => way.pieces.every((piece) => piece.replaceAll(ANY, "").trim());

export function parse(query, fold = (text) => text, labels = []) {
  const terms = cut(query).map(({ not, body }) => {
    const signs = signsOf(body);
    const bars = [-1, ...signs.flatMap((sign, at) => (sign.sign === "|" ? [at] : [])), signs.length];
    const rows = bars.slice(1).map((bar, at) => signs.slice(bars[at] + 1, bar));
    const ways = rows.map(wayOf).filter(usable);
    const folded = ways.map((way) => ({ ...way, pieces: way.pieces.map(fold) }));
    return { not, ways: folded.flatMap((way) => withNumbers(way, labels)) };
  });
  const meant = terms.filter(({ ways }) => ways.length);
  const problem = meant.length && meant.every(({ not }) => not) ? "only-not" : query.trim() && !meant.length ? "nothing" : "";
  return { terms: meant, problem };
}

const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/gu, "\\$&");
const pattern = (piece) => [...piece].map((sign) => (sign === ANY ? "[^]" : escaped(sign))).join("");

// Where a term stands in a folded text: [[start, end]], none over another, the leftmost and longest first.
export function placesIn(text, { ways }) {
  const found = [];
  for (const way of ways) {
    const expressions = way.pieces.map((piece) => new RegExp(pattern(piece), "gu"));
    for (const place of joined(way, expressions.map((expression) => everyPlace(text, expression)))) found.push(place);
  }
  return apart(found);
}

function everyPlace(text, expression) {
  const places = [];
  for (let match = expression.exec(text); match; match = expression.exec(text)) {
    places.push([match.index, match.index + match[0].length]);
    expression.lastIndex = match.index + 1;
  }
  return places;
}

// Puts the places of pieces together: of those that fit, the nearest. Both must be in one section, if there are such.
export function joined({ joins }, lists, together = () => true) {
  let found = lists[0];
  joins.forEach(({ near, most }, at) => {
    const next = lists[at + 1];
    found = found.flatMap((place) => {
      const fitting = nearest(place, next, near, most, together);
      return fitting ? [[Math.min(place[0], fitting[0]), Math.max(place[1], fitting[1])]] : [];
    });
  });
  return found;
}

function nearest([start, end], places, near, most, together) {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle][0] >= end) high = middle;
    else low = middle + 1;
  }
  const fits = (place, distance) => (place && distance(place) <= most && together(start, place[0]) ? place : undefined);
  const behind = fits(places[low], (place) => place[0] - end);
  if (!near) return behind;
  let before = low - 1; // none that begins inside, and its end at or before our start
  while (before >= 0 && places[before][1] > start) before--;
  const ahead = fits(places[before], (place) => start - place[1]);
  if (behind && ahead) return start - ahead[1] < behind[0] - end ? ahead : behind;
  return behind ?? ahead;
}

// Of places that overlap, the leftmost, and of those the longest.
export function apart(places) {
  places.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const kept = [];
  let end = -1;
  for (const place of places) {
    if (place[0] < end) continue;
    kept.push(place);
    end = place[1];
  }
  return kept;
}
