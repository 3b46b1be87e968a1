// What the kernel's worker imports as "Pyodide": it starts the real one, loads little at first, and says how far it is.
const SETTINGS = {{ settings }};
const HERE = new URL(".", import.meta.url);
const FROM = new URL(SETTINGS.from, HERE).href; // Pyodide's own files: in this site, or a public server
const say = (what) => self.postMessage({ dinosaurIsland: what });

// Bytes as a host with gzip sends them, counted while they come. A step is one line of what the page shows.
const steps = SETTINGS.steps;
let now = 0;
let bytes = 0;
let said = 0;
let started = false;
const stepOf = (url) => steps.findIndex((step) => step.files.some((file) => url.split("?")[0].endsWith(file)));
function count(more, url) {
  const [raw, sent] = SETTINGS.sizes[url.slice(FROM.length)] ?? [1, 1];
  bytes += (more ?? raw) * (sent / raw);
  const place = stepOf(url);
  if (started) return;
  if (place > now || performance.now() - said > 100) tell(Math.max(place, now));
}
function tell(place) {
  now = place;
  said = performance.now();
  say({ kind: "loading", name: steps[now].name, step: now + 1, of: steps.length, bytes, total: SETTINGS.total });
}

// Only what comes over the network is read in pieces: a module that is in the cache is compiled faster whole.
const plain = self.fetch.bind(self);
self.fetch = async (what, options) => {
  const url = String(what?.url ?? what);
  if (!url.startsWith(FROM)) return plain(what, options);
  const kept = await self.caches?.match(url).catch(() => undefined);
  const answer = await plain(what, options);
  if (kept || !answer.ok || !answer.body) {
    count(undefined, url);
    return answer;
  }
  const counted = answer.body.pipeThrough(
    new TransformStream({ transform(part, to) { count(part.byteLength, url); to.enqueue(part); } }),
  );
  return new Response(counted, { status: answer.status, headers: answer.headers });
};

// The lock without what nobody here needs: a package that is named stays out, whoever asks for it.
async function lock() {
  const text = await (await plain(FROM + "pyodide-lock.json")).json();
  for (const each of Object.values(text.packages)) {
    each.depends = each.depends.filter((name) => !SETTINGS.leaveOut.includes(name.toLowerCase()));
  }
  return text;
}

// IPython takes its terminal along, which no page has: half of the time that its import takes.
const WITHOUT_TERMINAL = `
import sys, types
module = sys.modules["IPython.terminal.embed"] = types.ModuleType("IPython.terminal.embed")
module.embed = None
del module, sys, types
`;

export async function loadPyodide(options) {
  tell(0);
  try {
    const { loadPyodide: load } = await import(FROM + "pyodide.mjs");
    const { packages, ...others } = options;
    const pyodide = await load({ ...others, indexURL: FROM, packageBaseUrl: FROM, lockFileContents: lock() });
    const quiet = { messageCallback() {} };
    for (const step of steps.filter((each) => each.packages)) {
      tell(steps.indexOf(step));
      await pyodide.loadPackage(step.packages, quiet);
    }
    tell(steps.length - 1);
    const wheels = SETTINGS.wheels.map((wheel) => new URL(wheel, HERE).href);
    await pyodide.loadPackage(wheels, quiet);
    pyodide.runPython(WITHOUT_TERMINAL);
    const kit = pyodide.toPy({});
    pyodide.runPython(SETTINGS.kit, { globals: kit });
    kit.get("offer")(HERE.href);
    pyodide.runPython("import numpy"); // so that the first names come at once
    later(pyodide);
    started = true;
    return pyodide;
  } catch (error) {
    say({ kind: "failed", text: String(error) });
    throw error;
  }
}

// What comes later, matplotlib with the first figure, says how far it is too.
function later(pyodide) {
  const load = pyodide.loadPackage.bind(pyodide);
  pyodide.loadPackage = async (names, options = {}) => {
    const before = bytes;
    const said = String(names);
    const ticking = setInterval(() => say({ kind: "later", names: said, bytes: bytes - before }), 250);
    try {
      return await load(names, options);
    } finally {
      clearInterval(ticking);
      say({ kind: "ready", names: said });
    }
  };
}
