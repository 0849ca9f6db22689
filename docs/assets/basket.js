// What a writer has put aside: kept in this browser alone, taken away as Markdown, plain text or a Word file,
// with its sources.

import { tell } from "./shared.js";

const KEY = "chengwen-basket";
const FIELDS = ["id", "title", "about", "heading", "text", "address"];

const isItem = (one) => one !== null && typeof one === "object" && FIELDS.every((name) => typeof one[name] === "string");

export function items() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isItem) : [];
  } catch {
    return []; // a browser that keeps nothing, or something else under this name
  }
}

// Whether it could be kept.
export function keep(list) {
  try {
    localStorage.setItem(KEY, JSON.stringify(list));
    return true;
  } catch {
    return false;
  }
}

export const has = (id) => items().some((one) => one.id === id);
export const remove = (id) => keep(items().filter((one) => one.id !== id));
export const add = (item) => has(item.id) || keep([...items(), item]);

// What Markdown would take for its own signs, or for HTML. Not all that read it know a backslash before < and &.
function escaped(text) {
  const inside = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replace(/[\\`*_{}[\]~]/gu, "\\$&");
  return inside.replace(/^(\d+)(?=[.)])/u, "$1\\").replace(/^[#>+!=-]/u, "\\$&");
}

const paragraphs = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);
const source = ({ title, about }) => `${title}${about ? `（${about}）` : ""}`;

const cited = (one) => tell("出处：{source}，{address}", { source: source(one), address: one.address });

export function asMarkdown(list) {
  const blocks = list.flatMap((one) => [
    `## ${escaped(one.heading || one.title)}`,
    ...paragraphs(one.text).map(escaped),
    `> ${tell("出处：{source}，{address}", { source: escaped(source(one)), address: `<${encodeURI(decodeURI(one.address))}>` })}`,
  ]);
  return `${blocks.join("\n\n")}\n`;
}

export function asText(list) {
  const blocks = list.map((one) =>
    [one.heading || one.title, ...paragraphs(one.text), cited(one)].join("\n"),
  );
  return `${blocks.join("\n\n")}\n`;
}

// What chengwen/site/cleaner/browser.py makes a Word file of.
export const asJson = (list) =>
  JSON.stringify(list.map((one) => ({ heading: one.heading || one.title, text: one.text, source: cited(one) })));
