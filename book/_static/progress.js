// Keeps where the reader stopped and which chapters were read to the end:
// in this browser alone, until the reader forgets it.
(() => {
  "use strict";
  const KEY = "lucid-progress";
  const here = DOCUMENTATION_OPTIONS.pagename;
  const root = document.documentElement.dataset.content_root || "./";
  const end = document.querySelector(".ways-on");

  function load() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return { read: Array.isArray(kept.read) ? kept.read : [], last: kept.last };
    } catch { return { read: [], last: null }; }
  }
  function save(kept) {
    try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* refused: nothing is kept */ }
  }
  function words(element) {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".headerlink, .progress-mark").forEach((e) => e.remove());
    return copy.textContent.trim();
  }

  function mark() {
    const read = new Set(load().read);
    document.querySelectorAll(".progress-mark").forEach((e) => e.remove());
    for (const link of document.querySelectorAll(".bd-sidenav a.reference.internal")) {
      const page = new URL(link.href).pathname.replace(/\.html$/, "");
      if (![...read].some((name) => page.endsWith("/" + name))) continue;
      const sign = document.createElement("span");
      sign.className = "progress-mark";
      sign.innerHTML = '<span aria-hidden="true"> ✓</span><span class="progress-words"> (read)</span>';
      link.append(sign);
    }
  }
  function watchEnd() {
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      const kept = load();
      if (!kept.read.includes(here)) save({ ...kept, read: [...kept.read, here] });
      mark();
    });
    seen.observe(end);
  }
  function stopHere() {
    const above = [...document.querySelectorAll(".bd-article section[id]")]
      .filter((section) => section.getBoundingClientRect().top < innerHeight / 2);
    const section = above[above.length - 1];
    const heading = section && section.querySelector("h1, h2, h3, h4");
    if (!heading || scrollY === 0) return; // a glance at the top is no reading
    const last = { page: here, id: section.id, words: words(heading) };
    save({ ...load(), last: { ...last, title: words(document.querySelector(".bd-article h1")) } });
  }

  function offer() {
    const { last, read } = load();
    const title = document.querySelector(".bd-article h1");
    if (!title || !(last && last.page) && !read.length) return;
    const box = document.createElement("section");
    box.className = "progress-box";
    box.setAttribute("aria-label", "Your progress");
    const said = document.createElement("p");
    if (last && last.page) {
      const link = document.createElement("a");
      link.href = `${root}${encodeURI(last.page)}.html#${encodeURIComponent(last.id)}`;
      link.textContent = last.words === last.title ? last.title : `${last.title}: ${last.words}`;
      said.append("Go on where you stopped: ", link, ". ");
    }
    if (read.length) said.append(`Read to the end: ${read.length} ${read.length > 1 ? "pages" : "page"}. `);
    said.append("This is kept in this browser alone.");
    const forget = document.createElement("button");
    forget.type = "button";
    forget.textContent = "Forget it";
    forget.addEventListener("click", () => {
      try { localStorage.removeItem(KEY); } catch { /* refused: nothing was kept */ }
      mark();
      forget.remove();
      said.textContent = "Forgotten.";
      said.tabIndex = -1;
      said.focus();
    });
    box.append(said, forget);
    title.after(box);
  }

  mark();
  if (end) {
    watchEnd();
    addEventListener("pagehide", stopHere);
    document.addEventListener("visibilitychange", () => document.hidden && stopHere());
  }
  if (here.endsWith("book/index") || here === "index") offer();
})();
