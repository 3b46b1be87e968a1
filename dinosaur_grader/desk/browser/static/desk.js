// Where the desk's page is, and the token by which its requests are known to be its own.
"use strict";
(() => {
  const KEY = `dinosaur-desk-token ${location.pathname}`; // behind a proxy several have one origin
  const CLOSED = "The desk is closed. Start it again by dinosaur-grader desk: nothing is lost.";
  if (location.hash.length > 1) { // it comes once, and is taken out of the address at once
    localStorage.setItem(KEY, location.hash.slice(1));
    history.replaceState(null, "", location.pathname + location.search);
  }
  const token = localStorage.getItem(KEY) || "";
  const desk = document.getElementById("desk");

  const say = (text) => {
    const line = document.createElement("p");
    line.className = "bad";
    line.setAttribute("role", "alert");
    line.textContent = text; // never as HTML
    for (const old of desk.querySelectorAll('[role="alert"]')) old.remove();
    const main = desk.querySelector("main");
    if (main.querySelector("h1 + [role=status]:last-child")) main.textContent = ""; // nothing was opened
    main.prepend(line);
    line.scrollIntoView({ block: "nearest" });
  };

  const show = (search) => {
    const query = new URLSearchParams(search);
    const at = encodeURIComponent(query.get("at") || "home");
    query.delete("at");
    htmx.ajax("GET", `screen/${at}?${query}`, { target: "#desk" }).then(() => {
      const heading = desk.querySelector("h1");
      document.title = heading ? `${heading.textContent} - Desk` : "Desk";
      if (heading) { heading.tabIndex = -1; heading.focus({ preventScroll: true }); }
      const list = query.has("page") && desk.querySelector("table");
      if (list) list.scrollIntoView(); else scrollTo(0, 0);
    });
  };
  const go = (search) => { history.pushState(null, "", search); show(search); };

  document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-Desk-Token"] = token; });
  document.addEventListener("htmx:sendError", () => say(CLOSED));
  document.addEventListener("htmx:responseError", (event) => say(event.detail.xhr.responseText));
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="?"]');
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      go(link.getAttribute("href"));
    }
  });
  document.addEventListener("submit", (event) => { // a form that only asks for another screen
    if (event.target.matches("[data-go]")) {
      event.preventDefault();
      go(`?${new URLSearchParams(new FormData(event.target))}`);
    }
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-at-once]");
    if (form) go(`?${new URLSearchParams(new FormData(form))}`);
  });
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => {
      const input = desk.querySelector('input[type="file"]');
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault(); // a file that misses the box does not take the page away
      if (kind === "drop" && input) input.files = event.dataTransfer.files;
    });
  }
  addEventListener("popstate", () => show(location.search));
  show(location.search);
})();
