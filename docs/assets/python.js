// Python in a worker (cleaner-worker.js), for the pages that have it do something: it is loaded when somebody comes near,
// answers one question at a time, and says how far it is.

import { tell } from "./shared.js";

let page = {}; // where it says how far it is: { size, bytes, status, progress }

// `size` is what has to be loaded, in MB, `bytes` the same in bytes; `status` and `progress` are elements.
export function connect({ size, bytes }, status, progress) {
  page = { size, bytes, status, progress };
}

// A worker loaded from an address would be free of this page's content security policy; one made of a blob is not: the
// browser itself then keeps it from reaching any other host.
function makeWorker() {
  const address = new URL("cleaner-worker.js", import.meta.url).href;
  const blob = URL.createObjectURL(new Blob([`import ${JSON.stringify(address)};`], { type: "text/javascript" }));
  let modules = false;
  const made = new Worker(blob, { get type() { modules = true; return "module"; } });
  if (!modules) throw new Error(lacking(tell("模块化的 Worker")));
  return made;
}

export const lacking = (what) => tell("这个浏览器缺少{what}，程序无法在这里运行；请换用新版的 Chrome、Edge、Firefox 或 Safari。", { what });

export function lacks() {
  if (typeof WebAssembly !== "object") return "WebAssembly";
  if (typeof Worker !== "function") return " Worker";
  if (typeof DecompressionStream !== "function") return " DecompressionStream";
  return "";
}

const STAGES = {
  load: () => tell("正在下载程序，约 {size} MB，只需一次……", { size: page.size }),
  start: () => tell("正在准备……"),
  ready: () => "",
  clean: () => tell("正在清洗……"),
  lay: () => tell("正在排版……"),
};
const DOING = new Set(["clean", "lay"]); // what it does with a question; the others are stages of the program

let worker;
let stage = ""; // of the program, told by the worker
let waiting = null; // the question that is asked: { resolve, reject }

// What a bar shows: how much of the program has come, else that something goes on.
function drawProgress(loaded) {
  if (loaded === undefined) page.progress.removeAttribute("value");
  else page.progress.value = Math.min(1, loaded / Number(page.bytes));
  page.progress.hidden = !waiting && (stage === "ready" || !stage);
}

function fail(message) {
  worker?.terminate();
  worker = undefined;
  stage = "";
  waiting?.reject(new Error(tell("程序没有运行起来：{reason}。请刷新这一页再试。", { reason: message || tell("取不到文件") })));
  waiting = null;
  drawProgress();
}

function hear({ data }) {
  if (data.failed) return fail(data.failed);
  if (data.loaded) return drawProgress(data.loaded);
  if (data.stage) {
    stage = DOING.has(data.stage) ? stage : data.stage;
    if (waiting) page.status.textContent = STAGES[data.stage]();
  } else {
    waiting?.resolve(data.answer);
    waiting = null;
  }
  return drawProgress();
}

function wake() {
  if (worker) return worker;
  worker = makeWorker();
  worker.onerror = (event) => fail(event.message);
  worker.onmessage = hear;
  return worker;
}

// Whoever comes near what asks it will ask: the program is loaded meanwhile.
export function warm() {
  if (worker || lacks()) return;
  try {
    wake().postMessage({});
  } catch {
    worker = undefined; // told when a text is there
  }
}

// Asks for what cleaner-worker.js does: { raw, kind, name, url, rights, language }; `raw` is handed over.
export function ask(request) {
  return new Promise((resolve, reject) => {
    waiting = { resolve, reject };
    wake().postMessage(request, [request.raw]);
    if (stage && stage !== "ready") page.status.textContent = STAGES[stage]();
    drawProgress();
  });
}

