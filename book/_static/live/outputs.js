/* Draws what a cell puts out, as the stored page would.
 *
 * `stored` is what the page showed first: its figures lend their captions
 * and their descriptions to the new ones.
 */
const COLOUR = /\x1b\[[\d;]*m/g;

export function outputsIn(place, stored, changed) {
  const figures = [...stored.querySelectorAll("img")].values();
  let fresh = false; // what was there stays until there is something new
  let clearing = false;
  let last = null; // the text that a following piece continues

  function add(element) {
    if (!fresh || clearing) place.replaceChildren();
    [fresh, clearing, last] = [true, false, null];
    place.append(element);
    return element;
  }

  function box(kind, ...children) {
    const made = document.createElement("div");
    made.className = `output ${kind}`;
    made.append(...children);
    return add(made);
  }

  function text(kind, string) {
    if (last?.kind === kind && !clearing) {
      last.pre.append(string);
      return;
    }
    const pre = document.createElement("pre");
    pre.tabIndex = 0; // it may scroll
    pre.append(string);
    box(kind, pre);
    if (kind.startsWith("stream")) last = { kind, pre };
  }

  function picture(source) {
    const { value: old } = figures.next();
    const whole = old?.closest("figure") ?? old;
    const made = whole?.cloneNode(true) ?? new Image();
    const image = made.querySelector?.("img") ?? made;
    image.src = source;
    if (!old || changed) image.alt = "Figure drawn by the changed cell";
    if (changed) ["width", "height"].map((n) => image.removeAttribute(n));
    add(made);
  }

  function html(source) {
    const made = box("live-html"); // the theme puts text_html on white
    made.innerHTML = source;
    for (const table of made.querySelectorAll("table:not([class])")) {
      const frame = document.createElement("div");
      frame.className = "pst-scrollable-table-container";
      table.className = "table";
      table.tabIndex = 0;
      table.replaceWith(frame);
      frame.append(table);
    }
    return typeset(made);
  }

  function data(parts) {
    const svg = parts["image/svg+xml"];
    const png = parts["image/png"];
    if (svg) picture(`data:image/svg+xml,${encodeURIComponent(svg)}`);
    else if (png) picture(`data:image/png;base64,${png}`);
    else if (parts["text/html"]) return html(parts["text/html"]);
    else text("text_plain", parts["text/plain"]);
  }

  function show(type, content) {
    if (type === "stream") text(`stream ${content.name}`, content.text);
    else if (type === "error") {
      text("error", content.traceback.join("\n").replace(COLOUR, ""));
    } else if (type === "clear_output") clearing = true;
    else if (content.data && !type.startsWith("update")) {
      waiting.push(data(content.data));
    }
  }

  const waiting = [];
  async function finish() {
    if (!fresh || clearing) place.replaceChildren();
    await Promise.all(waiting);
  }
  return { show, finish };
}

/* Formulas are rare in live output, so their renderer comes when one does. */
async function typeset(box) {
  const formulas = box.querySelectorAll(".math");
  if (!formulas.length) return;
  if (!window.katex) await import(new URL("katex.min.js", import.meta.url));
  for (const formula of formulas) {
    const tex = formula.textContent.trim().slice(2, -2);
    const displayMode = formula.tagName === "DIV";
    window.katex.render(tex, formula, { displayMode, throwOnError: false });
  }
}
