// The command under the Python that Pyodide brings. `node newest_python.mjs PYODIDE CHECKOUT WHEEL…` runs in the checkout
// what the lines of its standard input say, warnings being errors, and stops at the first that fails.
import { readFileSync } from "node:fs";

const [pyodide, checkout, ...wheels] = process.argv.slice(2);
process.on("uncaughtException", (error) => {
  console.error(error.message); // not the line of code, which is a megabyte long
  process.exit(70);
});
const { loadPyodide } = await import(`${pyodide}/pyodide.mjs`);
const python = await loadPyodide({ indexURL: pyodide });
const extractDir = python.runPython("import sysconfig; sysconfig.get_path('purelib')");
for (const wheel of wheels) python.unpackArchive(new Uint8Array(readFileSync(wheel)), "zip", { extractDir });
python.mountNodeFS("/checkout", checkout);
const run = python.runPython(`
import os, sys, warnings

os.chdir("/checkout")
warnings.simplefilter("error")

def run(arguments):
    from chengwen.cli.main import cli
    try:
        cli(arguments.split(), prog_name="chengwen")
    except SystemExit as ended:
        return ended.code or 0

print(sys.version)
run
`);
for (const line of readFileSync(0, "utf8").trim().split("\n")) {
  const code = run(line);
  if (code) process.exit(code);
}
