// Python in a worker of its own, so that the page never freezes. Loads Pyodide and the code that cleans, all from the
// folder pyodide/ beside this file, when somebody comes near; then cleans one text at a time, or makes a basket of the
// writing desk a Word file.

import { loadPyodide } from "./pyodide/pyodide.mjs";

const folder = new URL("pyodide/", import.meta.url).href;
const load = self.fetch.bind(self);

// The WebAssembly lies packed beside where Pyodide looks for it: chengwen/site/cleaner/pyodide.py says why.
self.fetch = async (address, ...options) => {
  if (!String(address).startsWith(folder)) return load(address, ...options);
  if (!String(address).endsWith(".wasm")) return counted(await load(address, ...options));
  const packed = counted(await load(`${address}.bin`, ...options));
  if (!packed.ok) throw new Error(`${address}.bin: ${packed.status}`);
  const type = { "Content-Type": "application/wasm" };
  return new Response(packed.body.pipeThrough(new DecompressionStream("gzip")), { headers: type });
};

let loaded = 0; // bytes, told as they come

function counted(answer) {
  if (!answer.body) return answer;
  const count = new TransformStream({
    transform(chunk, controller) {
      loaded += chunk.length;
      postMessage({ loaded });
      controller.enqueue(chunk);
    },
  });
  return new Response(answer.body.pipeThrough(count), { status: answer.status, headers: answer.headers });
}

async function start() {
  postMessage({ stage: "load" });
  const packages = load(`${folder}chengwen.zip`).then((answer) => counted(answer).arrayBuffer());
  const python = await loadPyodide({ indexURL: folder });
  python.unpackArchive(await packages, "zip");
  postMessage({ stage: "start" });
  const { basket_for_page, clean_for_page, word_for_page } = python.pyimport("chengwen.site.cleaner.browser");
  const bytes = python.runPython("lambda proxy: proxy.to_bytes()");
  const word = (kind, raw, ...rest) => {
    const made = kind === "basket" ? basket_for_page(bytes(raw)) : word_for_page(kind, bytes(raw), ...rest);
    const file = made.toJs();
    made.destroy();
    return file;
  };
  postMessage({ stage: "ready" });
  return { clean: (raw, ...rest) => clean_for_page(bytes(raw), ...rest), word };
}

let cleaner; // a promise of what cleans

// A message without a text has the program loaded, before a text comes.
self.addEventListener("message", async ({ data: { raw, kind, name, url, rights, language } }) => {
  try {
    cleaner ??= start();
    const { clean, word } = await cleaner;
    if (!raw) return;
    postMessage({ stage: kind === "basket" ? "lay" : "clean" });
    const given = new Uint8Array(raw);
    if (kind) {
      const file = word(kind, given, name, url, rights);
      postMessage({ answer: file }, [file.buffer]);
    } else {
      postMessage({ answer: clean(given, name, url, rights, language) });
    }
  } catch (error) {
    cleaner = undefined; // so that another try begins anew
    postMessage({ failed: String(error).trim().split("\n").at(-1) }); // of a traceback, what it comes to
  }
});
