// What the scripts of more than one page need.

// make("p", {className: "x"}, "words", element): strings become text.
export function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

// The words of a query: 党员 “三会一课” -> ["党员", "三会一课"]
export function wordsOf(query) {
  const pattern = /“([^”]*)”|"([^"]*)"|「([^」]*)」|([^\s“"「]+)/gu;
  const words = [...query.matchAll(pattern)].map((match) => match.slice(1).find((part) => part !== undefined));
  return words.map((word) => word.trim()).filter(Boolean);
}

// Puts a text on the clipboard, and says for a moment on the button whether that went well.
export async function copy(text, button) {
  button.dataset.words ??= button.textContent; // a second click finds the answer to the first there
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "已复制";
  } catch {
    button.textContent = "未能复制";
  }
  setTimeout(() => (button.textContent = button.dataset.words), 1500);
}
