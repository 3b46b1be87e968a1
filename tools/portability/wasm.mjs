// Runs one setting of `make portability` in Pyodide: node portability_wasm.mjs PYODIDE CHECKOUT OUT NAMES -- PART...
// NAMES is the path of the classic file, or empty; PART... are the child's own options.
import { pathToFileURL } from "node:url";
import { basename, dirname, join } from "node:path";

const end = process.argv.indexOf("--");
const [pyodide, checkout, out, names] = process.argv.slice(2, end);
const { loadPyodide } = await import(pathToFileURL(join(pyodide, "pyodide.mjs")).href);
const python = await loadPyodide({ indexURL: pyodide + "/" });
await python.loadPackage("numpy", { messageCallback: () => {} });

function mount(place, folder) {
  python.FS.mkdirTree(place);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, place);
}
mount("/checkout", checkout);
mount("/out", dirname(out));
if (names) mount("/names", dirname(names));
python.globals.set("PARTS", python.toPy(process.argv.slice(end + 1)));
python.globals.set("OUT", basename(out));
python.globals.set("NAMES", names ? "/names/" + basename(names) : "");
await python.runPythonAsync(`
import os, sys, types

sys.modules["threadpoolctl"] = types.SimpleNamespace(threadpool_info=list)  # NumPy has no BLAS to be asked about here
if NAMES:
    os.environ["DINOSAUR_ISLAND_NAMES"] = NAMES
os.chdir("/checkout")
sys.path.insert(0, "/checkout")
sys.argv = ["portability_child", "--out", "/out/" + OUT, *PARTS]
from tools.portability.child import main

main()
`);
