// What our pages add to JupyterLite's: the lesson's first words while its scripts come, how far Python is, a button that
// stops a run, and saving when the cell that packs asks for it. It stands before JupyterLite's own scripts.
(() => {
  "use strict";
  const MEGABYTE = 1e6;
  const PATIENCE = 3000; // milliseconds at work before the button to stop is shown
  const LATER = 30000; // after Python's answer, until the rest is fetched for a visit without a network
  const BEGINNING = "The notebook is loading. You can read meanwhile.";
  const megabytes = (bytes) => `${(bytes / MEGABYTE).toFixed(bytes < MEGABYTE ? 1 : 0)}\u00a0MB`;
  const app = () => window.jupyterapp;
  const context = () => app()?.shell?.currentWidget?.sessionContext;

  // JupyterLite's scripts come from our worker, which has them in one file: on a first visit they wait for it, so long at most.
  const MOST = 60000;
  const address = new URL("../service-worker.js?enableCache=false", document.currentScript.src);
  async function worker() {
    const workers = navigator.serviceWorker;
    if (!workers || workers.controller) return;
    const registered = await workers.register(address);
    // one that is at work and has not this page: the reader has loaded it past the worker, on purpose
    if (workers.controller || registered.active?.state === "activated") return;
    await new Promise((done) => {
      workers.addEventListener("controllerchange", done, { once: true });
      setTimeout(done, MOST);
    });
  }
  window.islandWorker = worker().catch(() => {});

  const box = document.createElement("section");
  box.id = "island-status";
  box.setAttribute("aria-label", "Python in this browser");
  box.innerHTML =
    '<p role="status"></p><progress aria-label="loaded so far" max="1" hidden></progress>' +
    '<div><button type="button" data-do="stop" hidden>Stop Python</button>' +
    '<button type="button" data-do="above" hidden>Run the cells above again</button>' +
    '<button type="button" data-do="close" hidden>Close</button></div>';
  const words = box.querySelector("p");
  const bar = box.querySelector("progress");
  const button = (name) => box.querySelector(`[data-do="${name}"]`);
  function show(text, { done, buttons = [] } = {}) {
    if (words.textContent !== text) words.textContent = text;
    bar.hidden = done === undefined;
    if (done !== undefined) bar.value = done;
    for (const each of box.querySelectorAll("button")) each.hidden = !buttons.includes(each.dataset.do);
    box.hidden = !text;
  }
  show("");

  // The words of the notebook that the address names; another one, a student's own, has none here.
  const opened = CSS.escape(new URLSearchParams(location.search).get("path") ?? "");
  const rule = document.createElement("style");
  rule.textContent = `html:not(.island-open) .island-lesson[data-notebook="${opened}"] { display: block; }`;
  document.head.append(rule);

  // Python's worker is JupyterLite's own; here its messages are read as well.
  let loading = null;
  const Plain = window.Worker;
  window.Worker = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => data?.dinosaurIsland && heard(data.dinosaurIsland));
    }
  };
  function heard(what) {
    if (what.kind === "loading") {
      loading = what;
      const of = what.total ? ` of ${megabytes(what.total)}` : "";
      show(`Python is loading: ${what.name}, ${what.step} of ${what.of}. ${megabytes(what.bytes)}${of}.`, {
        done: what.total ? Math.min(what.bytes / what.total, 1) : undefined,
      });
    } else if (what.kind === "later") {
      show(`Loading ${what.names}: ${megabytes(what.bytes)}. Go on meanwhile.`);
    } else if (what.kind === "ready") {
      show("");
    } else if (what.kind === "failed") {
      show(`Python could not be loaded: ${what.text}. Look at the network, then load this page again.`, { buttons: ["close"] });
    } else if (what.kind === "save") {
      app()?.commands.execute("docmanager:save");
    }
  }

  // Busy, ready, stopped.
  let open = false;
  let since = 0;
  let stopped = false;
  let pending = null; // what is said once Python is there again
  let fetched = false;
  setInterval(() => {
    const shown = context();
    const state = shown?.session?.kernel?.status;
    if (!open && document.querySelector(".jp-Notebook .jp-MarkdownOutput, .jp-Notebook .jp-CodeCell, .jp-DirListing, .jp-Launcher")) {
      open = true;
      sessionStorage.removeItem(AGAIN);
      document.documentElement.classList.add("island-open");
      if (words.textContent === BEGINNING) show("");
    }
    if (loading) {
      if (state !== "idle" && !(state === "busy" && loading.step === loading.of && loading.begun)) {
        if (state === "busy") loading.begun = true;
        return;
      }
      loading = null;
      show(...(pending ?? [""]));
      pending = null;
      if (!fetched && !navigator.connection?.saveData) setTimeout(fetchTheRest, LATER);
      fetched = true;
    }
    if (state !== "busy") {
      if (since && !button("stop").hidden) show("");
      since = 0;
      return;
    }
    since ||= Date.now();
    const seconds = Math.round((Date.now() - since) / 1000);
    if (Date.now() - since > PATIENCE && !stopped) {
      const text = `Python has been at work for ${seconds - (seconds % 5) || PATIENCE / 1000} seconds.`;
      show(text, { buttons: ["stop"] });
    }
  }, 250);

  // One of JupyterLite's scripts that does not come leaves its page empty, or without a part, for ever: a new load asks
  // for it once more.
  const AGAIN = "island-loaded-again";
  function missed({ target }) {
    if (open || !(target instanceof HTMLScriptElement)) return;
    if (sessionStorage.getItem(AGAIN)) {
      sessionStorage.removeItem(AGAIN);
      show("A part of this page could not be loaded. Look at the network, then load the page again.");
    } else {
      sessionStorage.setItem(AGAIN, "yes");
      location.reload();
    }
  }
  window.addEventListener("error", missed, true);

  // By the registration: a page that was opened before its worker is in no worker's hands.
  async function fetchTheRest() {
    const ready = await navigator.serviceWorker?.ready;
    ready?.active?.postMessage("fetch the rest");
  }

  // The cell that was at work is chosen, and the keyboard is there: the button that was pressed is gone.
  let atWork = null;
  function choose(cell) {
    const notebook = app().shell.currentWidget.content;
    const place = notebook.widgets?.indexOf(cell) ?? -1;
    if (place < 0) return;
    notebook.activeCellIndex = place;
    notebook.deselectAll();
    notebook.scrollToItem(place);
    app().commands.execute("notebook:enter-command-mode");
  }

  async function stop() {
    if (stopped || !context()?.session?.kernel) return;
    stopped = true;
    since = 0;
    loading = null;
    show("Stopping. Python is started again; the text of the notebook stays.");
    atWork = app().shell.currentWidget.content.widgets?.find((cell) => cell.model.executionState === "running");
    choose(atWork);
    const text =
      "Stopped. The notebook's text and its files are as they were; what the cells had computed is gone. " +
      "The cell that was stopped is chosen: change it, then run the ones above it again.";
    pending = [text, { buttons: ["above", "close"] }];
    await context().session.kernel.restart();
    stopped = false;
  }
  box.addEventListener("click", ({ target }) => {
    const what = target.dataset?.do;
    if (what === "stop") stop();
    if (what === "close") show("");
    if (what === "above") {
      show("");
      choose(atWork);
      app().commands.execute("notebook:run-all-above");
    }
  });
  // The notebook's own square, and I, I on the keyboard, stop as well.
  const hook = setInterval(() => {
    if (!app()?.commands) return;
    clearInterval(hook);
    app().commands.commandExecuted.connect((_, { id }) => {
      if (/interrupt/.test(id) && context()?.session?.kernel?.status === "busy") stop();
    });
  }, 500);

  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    if (data === "everything is here") document.documentElement.dataset.island = "kept";
  });
  document.addEventListener("DOMContentLoaded", () => {
    document.body.append(box);
    show(BEGINNING);
  });
})();
