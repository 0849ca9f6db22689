// What a reader can do with a document: cite a section, copy the text as text, take it along as Markdown.
// All of it is made here from the page; nothing is sent anywhere.

import { copy, make, tell } from "./shared.js";

const article = document.querySelector("article.document");
const words = article?.querySelector(".text");
const here = () => location.href.replace(/[?#].*$/u, "");

const SIGNS = ".permalink, .cite, .reuse-mark"; // what serves the page and is no text: links to places, buttons

// The text of an element without the signs of the page.
function plain(element) {
  const clone = element.cloneNode(true);
  for (const sign of clone.querySelectorAll(SIGNS)) sign.remove();
  return clone.textContent.trim();
}

// All of the text in its order: what stands above the title, the title, what stands below.
const ABOVE = ":scope > p, :scope > .page-record > p, :scope > h1";
const blocks = () => [...article.querySelectorAll(ABOVE), ...words.querySelectorAll("h2, h3, h4, h5, h6, p")];
const fullText = () => blocks().map(plain).filter(Boolean).join("\n");

// What Markdown would take for its own signs, or for HTML. Not all that read it know a backslash before < and &.
function escaped(text) {
  const inside = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replace(/[\\`*_{}[\]~]/gu, "\\$&");
  return inside.replace(/^(\d+)(?=[.)])/u, "$1\\").replace(/^[#>+!=-]/u, "\\$&");
}

function asMarkdown() {
  const lines = blocks().map((block) => {
    const level = /^H([1-6])$/u.exec(block.tagName)?.[1];
    const text = escaped(plain(block).replace(/\s*\n\s*/gu, " "));
    return level ? `${"#".repeat(level)} ${text}` : text;
  });
  return `${lines.filter(Boolean).join("\n\n")}\n`;
}

function save(blob, ending) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${location.pathname.split("/").filter(Boolean).at(-1)}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// Where the page is said to be, else where it is.
const place = () => document.querySelector("link[rel=canonical]")?.href ?? here();

// GB/T 7714-2015, an electronic document: who issued it, title, [EB/OL], the date it bears, version, (the day of that version), [the day it
// was read], address. BibTeX says the same.
function citation(section) {
  const { title, author, id, year, written, version, day } = article.dataset;
  const words = section && plain(section).replace(/\s*\n\s*/gu, " ").replace(/[。：]$/u, "");
  const whole = title + (words ? `：${words}` : "");
  const address = place() + (section ? `#${encodeURIComponent(section.id)}` : "");
  const read = new Intl.DateTimeFormat("sv-SE").format(new Date());
  const edition = (written ? tell("成文 {written}，", { written }) : "") + tell("版本 {version}", { version });
  const full = `${author || tell("佚名")}. ${whole}[EB/OL]. ${edition}. ${day ? `(${day})` : ""}[${read}]. ${address}.`;
  const fields = [
    ["author", author && `{${bibtex(author)}}`],
    ["title", `{${bibtex(whole)}}`],
    ["year", year],
    ["origdate", written],
    ["version", version],
    ["date", day],
    ["url", address],
    ["urldate", read],
    ["langid", "chinese"],
  ];
  const lines = fields.filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}},\n`);
  return { full, bibtex: `@online{chengwen-${id}-${version},\n${lines.join("")}}`, address, version: `${place()}history/#${version}` };
}

// BibTeX counts braces even after a backslash.
const SPELT = { "\\": "\\textbackslash ", "{": "\\textbraceleft ", "}": "\\textbraceright ", "~": "\\textasciitilde ", "^": "\\textasciicircum " };
const bibtex = (text) => text.replace(/[\\{}~^%&#_$]/gu, (sign) => SPELT[sign] ?? `\\${sign}`);

let dialog; // made with the first citation, and kept

function citationDialog() {
  if (dialog) return dialog;
  const row = ([name, key]) => {
    const value = make("span", { className: "citation-text" });
    value.dataset.key = key;
    const button = make("button", { type: "button", className: "button" }, tell("复制"));
    button.addEventListener("click", () => copy(value.textContent, button));
    return make("p", {}, make("b", {}, name), value, button);
  };
  const close = make("button", { type: "button", className: "button" }, tell("关闭"));
  close.addEventListener("click", () => dialog.close());
  const rows = [["GB/T 7714", "full"], ["BibTeX", "bibtex"], [tell("链接"), "address"], [tell("这一版的记录"), "version"]].map(row);
  dialog = make("dialog", { className: "citation" }, make("h2", {}, tell("引用")), ...rows, close);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  return dialog;
}

function cite(section) {
  const made = citation(section);
  for (const value of citationDialog().querySelectorAll("[data-key]")) value.textContent = made[value.dataset.key];
  dialog.showModal();
}

const makers = {
  cite: () => cite(null),
  copy: (button) => copy(fullText(), button),
  md: () => save(new Blob([asMarkdown()], { type: "text/markdown" }), "md"),
};

if (article) {
  for (const button of article.querySelectorAll("[data-make]")) {
    button.addEventListener("click", () => makers[button.dataset.make](button));
  }
  article.querySelector(".made-here")?.removeAttribute("hidden");
  article.querySelector(".edition-address").textContent = place(); // seen on paper alone
  words.addEventListener("click", (event) => {
    const button = event.target.closest(".cite");
    if (button) cite(button.parentElement);
  });
  // One link to hang beside whatever paragraph or item is pointed at; by keyboard there are those of the headings.
  const hanging = make("a", { className: "permalink", tabIndex: -1 }, "#");
  hanging.setAttribute("aria-label", tell("此处的固定链接"));
  words.addEventListener("pointerover", (event) => {
    const block = event.target.closest(".item, p[id]");
    if (!block || hanging.parentElement === block) return;
    hanging.href = `#${encodeURIComponent(block.id)}`;
    block.append(hanging);
  });
  // What is copied from the text is text: no chips, no signs of the page.
  words.addEventListener("copy", (event) => {
    const selected = getSelection();
    if (!selected.rangeCount) return;
    const part = document.createElement("div");
    for (let index = 0; index < selected.rangeCount; index++) part.append(selected.getRangeAt(index).cloneContents());
    for (const sign of part.querySelectorAll(SIGNS)) sign.remove();
    const lines = [...part.querySelectorAll("p, h2, h3, h4, h5, h6")].map((block) => block.textContent.trim());
    event.clipboardData.setData("text/plain", lines.length ? lines.join("\n") : part.textContent);
    event.preventDefault();
  });
}

// What was sought is marked, and passages that other documents share; each with a script of its own.
if (article && new URLSearchParams(location.search).has("find")) import("./marks.js");
if (article?.querySelector(".reuse")) import("./reuse.js");
