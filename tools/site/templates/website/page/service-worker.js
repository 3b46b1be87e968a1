// Keeps what this build of the site holds, so that the next visit asks for nothing, and needs no network. It answers before
// JupyterLite's own worker, which passes files and questions between the page and Python.
const BUILD = "dinosaur-island-{{ build }}";
const REST = {{ rest }};
const HERE = new URL("./", self.location.href);
const FROM = new URL("{{ python }}", HERE).href;
const ASKED = /\/api\/(drive|stdin|service-worker-heartbeat)/;

function kept(request) {
  const url = new URL(request.url);
  const ours = url.href.startsWith(HERE.href) || url.href.startsWith(FROM);
  return ours && request.method === "GET" && !ASKED.test(url.pathname) && !url.pathname.endsWith("/service-worker.js");
}

// Which notebook a page opens stands behind its address; the file is the same.
function plain(address) {
  const url = new URL(address);
  return url.origin + url.pathname.replace(/\/$/, "/index.html");
}

async function answer(event) {
  const cache = await caches.open(BUILD);
  const url = plain(event.request.url);
  const found = await cache.match(url);
  if (found) return found;
  const fresh = await fetch(event.request);
  if (fresh.status === 200 && fresh.type !== "opaque" && !fresh.redirected) {
    event.waitUntil(cache.put(url, fresh.clone()).catch(() => {})); // a full disk: the visit goes on
  }
  return fresh;
}

async function fetchTheRest() {
  const cache = await caches.open(BUILD);
  for (const path of REST) {
    const url = plain(new URL(path, HERE).href);
    if (await cache.match(url)) continue;
    const fresh = await fetch(url).catch(() => undefined);
    if (!fresh) return; // no network: at the next visit
    if (fresh.status === 200) await cache.put(url, fresh);
  }
  for (const page of await self.clients.matchAll({ includeUncontrolled: true })) page.postMessage("everything is here");
}

self.addEventListener("fetch", (event) => {
  if (!kept(event.request)) return;
  event.stopImmediatePropagation();
  event.respondWith(answer(event));
});
self.addEventListener("message", (event) => {
  if (event.data === "fetch the rest") event.waitUntil(fetchTheRest());
});
self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("dinosaur-island-") && name !== BUILD;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))));
});
importScripts("service-worker-jupyterlite.js");
