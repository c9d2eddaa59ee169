// Unpacks wheels in Pyodide, and runs scripts of Python there: see test_pyodide.py.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { loadPyodide } from "pyodide";

const [wheels, ...scripts] = process.argv.slice(2);
const pyodide = await loadPyodide();
for (const name of readdirSync(wheels)) {
  pyodide.unpackArchive(new Uint8Array(readFileSync(join(wheels, name))), "wheel");
}
for (const script of scripts) {
  const globals = pyodide.toPy({ __name__: "__main__" });
  pyodide.runPython(readFileSync(script, "utf-8"), { filename: script, globals });
}
