/* Makes the cells of a page editable and lets them run.
 *
 * The order is the page's: a cell runs after the cells above it that have
 * not run yet.  What the reader writes stays in this browser until Reset.
 */
import { kernelFor } from "./kernel.js";
import { outputsIn } from "./outputs.js";

// Asking for feedback is the reader's step, and never done on the way.
const ASKS = /^\s*(check|hint|solution|progress)\(.*\)\s*$/;

export function start(token) {
  const note = document.querySelector(".live-note");
  if (!note) return;
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("live.css", import.meta.url);
  document.head.append(style);

  const page = bar(note);
  const kernel = kernelFor(token, () => forget("The kernel has ended."));
  const seen = new Map();
  const cells = [...document.querySelectorAll("div.cell")]
    .filter((box) => box.querySelector(".cell_input pre"))
    .map((box, place) => editable(box, place + 1, seen));
  const drill = cells.some((cell) => ASKS.test(cell.text()));
  let turn = Promise.resolve();
  let current = null;

  function forget(why) {
    for (const cell of cells) cell.ran = false;
    page.status.textContent = `${why} Run starts another.`;
  }

  function ask(wanted) {
    for (const cell of wanted) cell.state("waiting");
    turn = turn.then(() => runAll(wanted)).catch((error) => {
      for (const cell of wanted) if (!cell.ran) cell.state("not run");
      page.status.textContent = `Not run: ${error.message}.`;
    });
  }

  /* Runs the cells above, as far as they must, and then those asked for. */
  async function runAll(wanted) {
    const last = cells.indexOf(wanted.at(-1));
    for (const cell of wanted) cell.ran = cell.failed = false;
    for (const cell of cells.slice(0, last + 1)) {
      const asked = wanted.includes(cell);
      if (cell.ran || (!asked && ASKS.test(cell.text()))) continue;
      const ended = await runOne(cell, asked);
      // Exercises stand alone: one that fails does not hold up the next.
      if (ended.status !== "ok" && !drill) break;
    }
    const missed = wanted.filter((cell) => !cell.ran && !cell.failed);
    for (const cell of missed) cell.state("a cell above failed");
  }

  async function runOne(cell, asked) {
    const began = performance.now();
    const code = cell.text();
    current = cell;
    cell.state("running");
    page.status.textContent = `Cell ${cell.number} is running.`;
    const outputs = cell.outputs();
    const hole = (content) => !asked && content.ename === "NotImplementedError";
    let ended;
    try {
      ended = await kernel.run(code, (type, content) => {
        if (!(type === "error" && hole(content))) outputs.show(type, content);
      });
    } finally {
      current = null;
    }
    if (!hole(ended)) await outputs.finish();
    const done = ended.status === "ok";
    cell.ran = done && code === cell.text(); // not if it changed meanwhile
    cell.failed = !done && !hole(ended);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const how = done ? "done" : cell.failed ? "failed" : "not written yet";
    cell.state(`${how}, ${seconds} s`);
    page.status.textContent = `Cell ${cell.number}: ${how}.`;
    return ended;
  }

  for (const [place, cell] of cells.entries()) {
    // What ran below it ran with the old code, so it must run again.
    cell.onchange = () => {
      for (const below of cells.slice(place)) below.ran = false;
    };
    cell.onrun = () => (current === cell ? kernel.interrupt() : ask([cell]));
  }
  page.all.addEventListener("click", () => ask(cells));
  page.restart.addEventListener("click", () => {
    kernel.end();
    forget("The kernel is gone, and what it knew.");
  });
  addEventListener("pagehide", () => kernel.end());
}

function button(label, onclick) {
  const made = document.createElement("button");
  made.type = "button";
  made.append(label);
  if (onclick) made.addEventListener("click", onclick);
  return made;
}

/* The bar takes the place of the sentence that says how to get it. */
function bar(note) {
  const made = document.createElement("div");
  made.className = "live-bar d-print-none";
  const words = document.createElement("p");
  words.append(
    "These cells run on your computer, and you can change them. " +
      "Shift+Enter runs a cell, Escape leaves its code.",
  );
  const all = button("Run all cells");
  const restart = button("Restart");
  const status = document.createElement("output");
  status.setAttribute("aria-live", "polite");
  made.append(words, all, restart, status);
  note.replaceWith(made);
  return { all, restart, status };
}

function editable(box, number, seen) {
  // Not the pre itself: the theme sets and takes away its place for Tab.
  const code = document.createElement("code");
  const pre = box.querySelector(".cell_input pre");
  code.append(...pre.childNodes);
  pre.append(code);
  const given = code.innerHTML;
  const source = code.textContent;
  const twin = seen.get(source) ?? 0;
  seen.set(source, twin + 1);
  // By its text: an edit must not turn up in another cell of a newer book.
  const key = `lucid-live ${location.pathname} ${twin} ${source}`;

  let place = box.querySelector(".cell_output");
  if (!place) {
    place = document.createElement("div");
    place.className = "cell_output docutils container";
    box.append(place);
  }
  const stored = place.cloneNode(true);

  const cell = { number, ran: false, failed: false, text, state, outputs };
  const run = button("Run", () => cell.onrun());
  const reset = button("Reset", () => {
    localStorage.removeItem(key);
    code.innerHTML = given;
    place.replaceChildren(...stored.cloneNode(true).childNodes);
    cell.onchange();
    state("");
  });
  const about = document.createElement("span");
  const tools = document.createElement("div");
  tools.className = "live-tools d-print-none";
  tools.append(run, reset, about);
  box.querySelector(".cell_input").after(tools);
  run.setAttribute("aria-label", `Run cell ${number}`);
  reset.setAttribute("aria-label", `Reset cell ${number}`);

  function text() {
    const copy = code.cloneNode(true);
    for (const end of copy.querySelectorAll("br")) end.replaceWith("\n");
    return copy.textContent.trimEnd();
  }

  function state(words) {
    about.textContent = words;
    run.textContent = words === "running" ? "Stop" : "Run";
    run.setAttribute("aria-label", `${run.textContent} cell ${number}`);
  }

  function outputs() {
    return outputsIn(place, stored, text() !== source.trimEnd());
  }

  makeTextbox(code, number, run);
  code.addEventListener("input", () => {
    cell.onchange();
    localStorage.setItem(key, text());
    state("changed, not run");
  });
  const kept = localStorage.getItem(key);
  if (kept !== null) {
    code.textContent = `${kept}\n`;
    state("your own code, not run");
  }
  return cell;
}

function makeTextbox(code, number, run) {
  code.contentEditable = "true";
  try {
    code.contentEditable = "plaintext-only";
  } catch {
    // An older browser keeps "true".
  }
  code.spellcheck = false;
  code.tabIndex = 0;
  code.setAttribute("role", "textbox");
  code.setAttribute("aria-multiline", "true");
  code.setAttribute("aria-label", `Code of cell ${number}`);
  code.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") run.focus();
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (event.shiftKey) run.click();
    else document.execCommand("insertText", false, `\n${indent(code)}`);
  });
}

/* Returns the blanks that the next line starts with, as Python wants it. */
function indent(code) {
  const before = getSelection().getRangeAt(0).cloneRange();
  before.setStart(code, 0);
  const line = before.toString().split("\n").at(-1);
  const deeper = line.trimEnd().endsWith(":") ? "    " : "";
  return /^ */.exec(line)[0] + deeper;
}
