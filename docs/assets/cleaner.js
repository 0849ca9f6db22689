// The page that cleans a text: takes it from the field or a file, has it cleaned by cleaner-worker.js, and shows what
// came of it. Nothing of a text is ever read as HTML: it goes into the page as text.

import { ask, connect, lacking, lacks, warm } from "./python.js";
import { copy, make, tell, WORD } from "./shared.js";

const form = document.querySelector("#cleaner-form");
const field = document.querySelector("#cleaner-text");
const drop = document.querySelector("#cleaner-drop");
const choose = document.querySelector("#cleaner-choose");
const chosen = document.querySelector("#cleaner-file");
const startButton = document.querySelector("#cleaner-start");
const status = document.querySelector("#cleaner-status");
const progress = document.querySelector("#cleaner-progress");
const result = document.querySelector("#cleaner-result");

const LARGEST = 5_000_000; // bytes: a megabyte takes some ten seconds, and a page of more text is slow to scroll
const ELSEWHERE = /\.(?:doc|wps|odt|pdf|html?|mht(?:ml)?|eml|zip|xlsx?|et|pptx?)$/iu;

let file = null;

// --- What is to be cleaned ---

function take(files) {
  if (!files.length) return;
  [file] = files;
  const size = file.size < 1_000_000 ? `${Math.ceil(file.size / 1000)} KB` : `${(file.size / 1_000_000).toFixed(1)} MB`;
  chosen.firstChild.textContent = `${file.name}（${size}）`;
  chosen.hidden = false;
  field.hidden = true;
  status.textContent = files.length > 1 ? tell("一次清洗一份，取了第一份。") : "";
  startButton.focus();
}

function forget() {
  file = null;
  choose.value = "";
  chosen.hidden = true;
  field.hidden = false;
  status.textContent = "";
  field.focus();
}

async function given() {
  const text = file ?? new Blob([field.value]);
  if (!file && !text.size) throw new Error(tell("请先贴上文本，或选择一个文件。"));
  if (file && ELSEWHERE.test(file.name)) {
    throw new Error(tell("这一页只收纯文本（.txt）、Word（.docx）和 RTF。PDF、网页等，请用命令 chengwen add，或另存为 .txt 再来。"));
  }
  if (text.size > LARGEST) throw new Error(tell("这篇文本超过 5 MB，请用命令 chengwen clean。"));
  return { name: file?.name ?? "", raw: await text.arrayBuffer() };
}

async function clean() {
  const url = document.querySelector("#cleaner-url").value;
  const rights = document.querySelector("#cleaner-rights").value;
  startButton.disabled = true;
  result.setAttribute("aria-busy", "true"); // not on the form: what its status says would not be read out
  result.replaceChildren();
  try {
    const { name, raw } = await given();
    const kept = new Uint8Array(raw.slice(0));
    const began = performance.now();
    const answer = JSON.parse(await ask({ raw, name, url, rights, language: document.documentElement.lang }));
    status.textContent = answer.problem ?? tell("用时 {number} 秒。", { number: ((performance.now() - began) / 1000).toFixed(1) });
    if (!answer.problem) show(answer, name || `${answer.id}.txt`, kept, { name, url, rights });
  } catch (error) {
    status.textContent = error.message;
  }
  result.removeAttribute("aria-busy");
  startButton.disabled = false;
}

// --- What came of it ---

const inline = (line) =>
  line.map((piece) => {
    if (typeof piece === "string") return piece;
    const [textContent, className, title] = piece;
    return make("span", { className, title, textContent });
  });

const drawn = ({ tag, signed, line }) => make(tag, { className: signed ? "signature" : "" }, ...inline(line));

function facts(answer) {
  const hidden = answer.hidden.map(([name, count]) => `${name} ${count}`).join(" · ");
  const rows = hidden ? [...answer.facts, [tell("作者隐去"), hidden]] : answer.facts;
  const long = (name, value) => name.length + value.length > 14;
  return make(
    "dl",
    {},
    ...rows.map(([name, value]) =>
      make("div", { className: long(name, value) ? "long" : "" }, make("dt", {}, name), make("dd", {}, value)),
    ),
  );
}

const times = (count) => (count > 1 ? make("span", { className: "record-times" }, tell("{count} 处", { count })) : null);

function rule([id, description]) {
  const link = make("a", { href: `../rules/${encodeURIComponent(id)}/` }, make("code", {}, id));
  return make("p", { className: "record-rule" }, link, ` ${description}`);
}

function change({ before, after, times: count, rules = [] }) {
  const what = [before && make("del", {}, before), before && after ? " → " : null, after && make("ins", {}, after)];
  return make("li", {}, make("p", { className: "record-what" }, ...what, times(count)), ...rules.map(rule));
}

function group({ name, count, rows }) {
  const listed = rows.reduce((sum, row) => sum + row.times, 0);
  const more = count > listed ? [make("li", {}, tell("另有 {number} 处，见 JSON。", { number: count - listed }))] : [];
  const head = make("h3", { className: "record-group" }, name, make("span", { className: "record-times" }, tell("{count} 处", { count })));
  return [head, make("ul", { className: "record-rows" }, ...rows.map(change), ...more)];
}

const suspect = ({ text, why, rule: id }) =>
  make("li", {}, make("p", { className: "record-what" }, make("mark", {}, text)), rule([id, why]));

function record(title, summary, ...body) {
  const head = make("summary", {}, make("b", {}, title), make("span", {}, summary));
  return make("details", { className: "record", open: true }, head, ...body);
}

const total = (groups) => groups.reduce((sum, { count }) => sum + count, 0);

function records(answer) {
  const made = [];
  const layout = answer.layout ? tell(" · 版式 {layout} 处", { layout: answer.layout }) : "";
  const changed = total(answer.changes);
  made.push(record(tell("删去与改写"), (changed ? tell("{changed} 处", { changed }) : tell("没有")) + layout, ...answer.changes.flatMap(group)));
  if (answer.masked.length) made.push(record(tell("隐去"), tell("{number} 处", { number: total(answer.masked) }), ...answer.masked.flatMap(group)));
  const doubts = [...answer.flags.map((flag) => make("li", {}, flag)), ...answer.suspects.map(suspect)];
  if (doubts.length) {
    made.push(record(tell("请看一看"), tell("{number} 处，没有改动", { number: doubts.length }), make("ul", { className: "record-rows" }, ...doubts)));
  }
  return made;
}

let addresses = [];

function download(words, name, content, type) {
  const href = URL.createObjectURL(new Blob([content], { type }));
  addresses.push(href);
  return make("a", { className: "button", href, download: name }, words);
}

const MADE = {
  tracked: [tell("下载 DOCX（带修订）"), tell("每处改动是一条修订，可以逐条接受或拒绝；删去和隐去的原文都还在文件里。")],
  accepted: [tell("下载 DOCX（干净稿）"), tell("原来的版式，不带修订；隐去的内容不在文件里。")],
  official: [tell("下载 DOCX（公文版式）"), tell("照 GB/T 9704 重排。")],
};

const HOLDS = tell("带修订的文件里，删去和隐去的原文都还在；要发出去，用干净稿。");

// A Word file is made when it is asked for, of the text as it was given.
function makeWord(kind, id, raw, given) {
  const [words, title] = MADE[kind];
  const button = make("button", { type: "button", className: "button", title }, words);
  button.addEventListener("click", async () => {
    button.disabled = true;
    startButton.disabled = true;
    try {
      const file = await ask({ kind, raw: raw.slice(0).buffer, ...given });
      const link = download("", `${id}.${kind}.docx`, file, WORD);
      link.click();
      status.textContent = "";
    } catch (error) {
      status.textContent = error.message;
    }
    button.disabled = false;
    startButton.disabled = false;
  });
  return button;
}

// What a contribution is made of: the sample as it was given, and what is said of it.
function contribution(answer, name, raw) {
  const stem = name.replace(/\.[^.]*$/u, "");
  const warning = answer.masked.length
    ? tell("原件里有上面列出的姓名或其他内容，没有隐去：除非它早已公开，请不要外传，也不要提交。")
    : "";
  return make(
    "div",
    { className: "cleaner-contribute" },
    make("p", {}, tell("要交作样本，请附上这两个文件："), make("a", { href: "../contribute/" }, tell("怎样加一篇")), `${tell("。")}${warning}`),
    make(
      "p",
      { className: "actions" },
      download(tell("样本原件"), name, raw, "application/octet-stream"),
      download(tell("样本说明 TOML"), `${stem}.toml`, answer.sidecar, "application/toml"),
    ),
  );
}

function show(answer, name, raw, given) {
  for (const address of addresses.splice(0)) URL.revokeObjectURL(address);
  const title = make("h2", { className: "cleaner-title", tabIndex: -1 }, ...inline(answer.title ?? [tell("无题文稿")]));
  const copyButton = make("button", { type: "button", className: "button" }, tell("复制全文"));
  copyButton.addEventListener("click", () => copy(answer.text, copyButton));
  const actions = make(
    "p",
    { className: "actions" },
    copyButton,
    download(tell("下载清文 TXT"), `${answer.id}.cleaned.txt`, answer.text, "text/plain"),
    download(tell("下载 JSON"), `${answer.id}.cleaned.json`, answer.document, "application/json"),
    ...(answer.word ? ["tracked", "accepted", "official"] : ["official"]).map((kind) => makeWord(kind, answer.id, raw, given)),
  );
  const article = make(
    "article",
    { className: "document" },
    ...answer.above.map(drawn),
    title,
    make("div", { className: "facts" }, facts(answer), actions, ...(answer.word ? [make("p", {}, HOLDS)] : [])),
    make(
      "div",
      { className: "cleaner-sides" },
      make("div", { className: "text" }, ...answer.below.map(drawn)),
      make("div", { className: "cleaner-records" }, ...records(answer)),
    ),
    contribution(answer, name, raw),
  );
  result.replaceChildren(article);
  title.focus();
}

// --- Begin ---

if (form) {
  connect(form.dataset, status, progress);
  const lack = lacks();
  form.hidden = false;
  if (lack) {
    status.textContent = lacking(lack);
    startButton.disabled = true;
  }
  for (const name of ["pointerenter", "focusin", "dragenter"]) form.addEventListener(name, warm);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clean();
  });
  choose.addEventListener("change", () => take(choose.files));
  document.querySelector("#cleaner-forget").addEventListener("click", forget);
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault(); // anywhere on the page: else the browser would leave it to show the file
      drop.classList.toggle("dropping", name === "dragover");
      if (name === "drop") take(event.dataTransfer.files);
    });
  }
  document.addEventListener("dragleave", (event) => event.relatedTarget || drop.classList.remove("dropping"));
}
