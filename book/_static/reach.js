// Lets the keyboard reach what scrolls sideways, and only that.  The sizes are
// asked when the browser has them: asking earlier lays out the whole page.
(() => {
  "use strict";
  const KINDS = "pre, .cell_output > .output, .pst-scrollable-table-container";
  const sized = new ResizeObserver((entries) => {
    const boxes = entries.map(({ target }) => target);
    const scrolls = boxes.map((e) => e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight);
    boxes.forEach((e, i) => { e.tabIndex = scrolls[i] ? 0 : -1; });
  });
  const article = document.getElementById("main-content");
  article.querySelectorAll(KINDS).forEach((e) => sized.observe(e));
  new MutationObserver((changes) => {
    const met = new Set();
    for (const { target, addedNodes } of changes) {
      met.add(target.closest(KINDS));
      for (const added of addedNodes) {
        if (!added.querySelectorAll) continue;
        if (added.matches(KINDS)) met.add(added);
        added.querySelectorAll(KINDS).forEach((e) => met.add(e));
      }
    }
    met.delete(null);
    // Observed anew, a box is measured anew, whatever its own size does.
    met.forEach((e) => { sized.unobserve(e); sized.observe(e); });
  }).observe(article, { childList: true, subtree: true });
})();
