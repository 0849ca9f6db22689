// What the scripts of more than one page need.

const words = JSON.parse(document.querySelector("#words")?.textContent ?? "{}");

// What a script says, in the language of the site: tell("{number} 篇", { number: 2 }). The page of a site in another
// language than Chinese brings a table (chengwen/site/wording.py); in it {number:page|pages} goes by the number.
export function tell(sentence, values) {
  const said = Object.hasOwn(words, sentence) ? words[sentence] : sentence;
  if (!values) return said;
  return said.replace(/\{([a-z]+)(?::([^{|}]*)\|([^{|}]*))?\}/gu, (_, name, one, many) => {
    if (one === undefined) return values[name];
    return String(values[name]) === "1" ? one : many;
  });
}

// make("p", {className: "x"}, "words", element): strings become text.
export function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

export const DOCUMENTS = "zh-Hans"; // the language of every document, whatever that of the page
export const WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

// Has the browser save a file.
export function save(content, type, name) {
  const link = make("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// A text in pieces, with an element around each of the places, which are sorted; of those that overlap the first counts.
export function withMarks(text, places, tag) {
  const made = [];
  let done = 0;
  for (const [start, end] of places) {
    if (start < done) continue;
    made.push(text.slice(done, start), make(tag, {}, text.slice(start, end)));
    done = end;
  }
  return [...made, text.slice(done)];
}

// Puts a text on the clipboard, and says for a moment on the button whether that went well.
export async function copy(text, button) {
  button.dataset.words ??= button.textContent; // a second click finds the answer to the first there
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = tell("已复制");
  } catch {
    button.textContent = tell("未能复制");
  }
  setTimeout(() => (button.textContent = button.dataset.words), 1500);
}

const SIGNS = ".permalink, .cite, .reuse-mark"; // what serves the page and is no text

// The text nodes of a block of a document.
export function textNodes(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(SIGNS) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

// Puts an element round each part of a place that stands in a text node of its own; returns the first.
export function wrap(block, start, end, tag, className) {
  let first;
  let position = 0;
  for (const node of textNodes(block)) {
    const from = Math.max(start - position, 0);
    const to = Math.min(end - position, node.length);
    position += node.length;
    if (from >= to) continue;
    const inside = from ? node.splitText(from) : node;
    if (to - from < inside.length) inside.splitText(to - from);
    const mark = make(tag, { className });
    inside.replaceWith(mark);
    mark.append(inside);
    first ??= mark;
  }
  return first;
}
