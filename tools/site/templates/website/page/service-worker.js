// Keeps what this build of the site holds, so that the next visit asks for nothing, and needs no network. It answers before
// JupyterLite's own worker, which passes files and questions between the page and Python.
const BUILD = "dinosaur-island-{{ build }}";
const REST = {{ rest }};
const HERE = new URL("./", self.location.href);
const FROM = new URL("{{ python }}", HERE).href;
const PACK = "page/pack.bin";
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

// What a first visit needs of JupyterLite, in one answer: its length, names with types and sizes, then the files. Not while it
// is installed, when Chromium would compile each script whole; whoever asks meanwhile waits for it.
async function unpack() {
  const cache = await caches.open(BUILD);
  if (await cache.match(new URL(PACK, HERE).href)) return;
  const answer = await fetch(new URL(PACK, HERE));
  const plainly = answer.body.pipeThrough(new DecompressionStream("gzip"));
  const all = await new Response(plainly).arrayBuffer();
  let at = 4 + new DataView(all).getUint32(0);
  const put = ([name, type, size]) => {
    const file = new Response(all.slice(at, (at += size)), { headers: { "Content-Type": type } });
    return cache.put(plain(new URL(name, HERE).href), file);
  };
  await Promise.all(JSON.parse(new TextDecoder().decode(all.slice(4, at))).map(put));
  await cache.put(new URL(PACK, HERE).href, new Response("unpacked"));
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
  event.waitUntil(unpack().catch(() => {})); // without it each file is asked for by itself
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))));
});
importScripts("service-worker-jupyterlite.js");
