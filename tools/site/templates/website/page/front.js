// The first page starts the worker that keeps the site's files, so that it is there when the notebook is opened. The address
// is JupyterLite's own, down to its question mark: it registers the same one.
navigator.serviceWorker?.register(new URL("../service-worker.js?enableCache=false", document.currentScript.src)).catch(() => {});
