// Python in a worker of its own, so that the page never freezes. Loads Pyodide and the code that cleans, all from the
// folder pyodide/ beside this file, when the first text comes; then cleans one text at a time.

import { loadPyodide } from "./pyodide/pyodide.mjs";

const folder = new URL("pyodide/", import.meta.url).href;
const load = self.fetch.bind(self);

// The WebAssembly lies packed beside where Pyodide looks for it: chengwen/site/cleaner/pyodide.py says why.
self.fetch = async (address, ...options) => {
  if (!String(address).endsWith(".wasm")) return load(address, ...options);
  const packed = await load(`${address}.bin`, ...options);
  if (!packed.ok) throw new Error(`${address}.bin: ${packed.status}`);
  const type = { "Content-Type": "application/wasm" };
  return new Response(packed.body.pipeThrough(new DecompressionStream("gzip")), { headers: type });
};

async function start() {
  postMessage({ stage: "load" });
  const packages = load(`${folder}chengwen.zip`).then((answer) => answer.arrayBuffer());
  const python = await loadPyodide({ indexURL: folder });
  python.unpackArchive(await packages, "zip");
  postMessage({ stage: "start" });
  const { clean_for_page } = python.pyimport("chengwen.site.cleaner.browser");
  const bytes = python.runPython("lambda proxy: proxy.to_bytes()");
  return (raw, ...rest) => clean_for_page(bytes(raw), ...rest);
}

let cleaner; // a promise of the function that cleans

self.addEventListener("message", async ({ data: { raw, name, url, rights } }) => {
  try {
    cleaner ??= start();
    const clean = await cleaner;
    postMessage({ stage: "clean" });
    postMessage({ answer: clean(new Uint8Array(raw), name, url, rights) });
  } catch (error) {
    cleaner = undefined; // so that another try begins anew
    postMessage({ failed: String(error).trim().split("\n").at(-1) }); // of a traceback, what it comes to
  }
});
