/* Brings the explorable figures of a page to life.
 *
 * A figure is what its file registers in `lucidExplore.figures`: a `start`
 * state, `controls`, and `draw(state, width)`, which returns the picture,
 * the words and the numbers in them.  Only this file touches the page.
 */
(() => {
  "use strict";

  const { figures, numbers, plot } = lucidExplore;
  const SVG = "http://www.w3.org/2000/svg";
  const WIDEST = 640;

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  /* Each control returns its element and a way to follow the state. */
  const kinds = {
    range({ name, label, min, max, step, get, set }, state, change) {
      const value = get ?? ((now) => now[name]);
      const part = set ?? ((number) => ({ [name]: number }));
      const input = element("input", { type: "range", name });
      const shown = element("span", { class: "explore-value" });
      const title = element("span", {}, label);
      input.addEventListener("input", () =>
        change(part(Number(input.value), state())),
      );
      const follow = (now) => {
        const limits = { min, max, step };
        for (const [key, limit] of Object.entries(limits)) {
          input[key] = typeof limit === "function" ? limit(now) : limit;
        }
        // Not while it is right: a preset may stand between two steps.
        if (Number(input.value) !== value(now)) input.value = value(now);
        const text = numbers.brief(value(now));
        shown.textContent = text;
        input.setAttribute("aria-valuetext", text);
      };
      return { made: element("label", {}, title, input, shown), follow };
    },

    choice({ name, label, options }, state, change) {
      const select = element("select", { name });
      for (const option of options) {
        select.append(element("option", { value: option }, option));
      }
      select.addEventListener("change", () =>
        change({ [name]: select.value }),
      );
      const follow = (now) => (select.value = now[name]);
      const title = element("span", {}, label);
      return { made: element("label", {}, title, select), follow };
    },

    buttons({ label, options }, state, change) {
      const group = element("div", { role: "group", "aria-label": label });
      const follows = options.map(({ text, to, able = () => true }) => {
        const button = element("button", { type: "button" }, text);
        button.addEventListener("click", () => {
          // Not disabled, which would lose the keyboard's place.
          if (able(state())) change(to(state()));
        });
        group.append(button);
        return (now) => button.setAttribute("aria-disabled", !able(now));
      });
      return { made: group, follow: (now) => follows.forEach((f) => f(now)) };
    },
  };

  function table({ head, rows, caption }) {
    const cells = (name, row, scope) =>
      row.map((cell, i) =>
        i === 0 || scope === "col"
          ? element("th", { scope }, cell)
          : element(name, {}, cell),
      );
    const top = element("tr", {}, ...cells("th", head, "col"));
    const body = rows.map((row) =>
      element("tr", {}, ...cells("td", row, "row")),
    );
    return element(
      "table",
      {},
      element("caption", {}, caption),
      element("thead", {}, top),
      element("tbody", {}, ...body),
    );
  }

  /* The words, with each number where a test or a reader finds it. */
  function spoken(words, given) {
    const parts = words.split(/\{(\w+)\}/);
    return parts.map((part, i) => {
      if (i % 2 === 0) return part;
      const text = numbers.show(given[part]);
      return element("b", { "data-number": part }, text);
    });
  }

  /* Let a finger or a mouse move what the picture offers. */
  function draggable(picture, figure, state, change, width) {
    let held = null;
    const move = (event) => {
      const box = picture.getBoundingClientRect();
      const scale = width() / box.width;
      const x = (event.clientX - box.left) * scale;
      const y = (event.clientY - box.top) * scale;
      change(figure.drag(state(), x, y, width(), held));
    };
    picture.addEventListener("pointerdown", (event) => {
      const target = event.target.closest("[data-handle]");
      if (!target || event.button > 0) return;
      held = target.dataset.handle;
      event.preventDefault();
      // Nothing is drawn yet, or the touch would miss its handle below.
      picture.setPointerCapture(event.pointerId);
    });
    // On a handle a finger drags; elsewhere it still scrolls the page.
    const stay = (event) => {
      if (event.target.closest("[data-handle]")) event.preventDefault();
    };
    picture.addEventListener("touchstart", stay, { passive: false });
    picture.addEventListener("pointermove", (event) => {
      if (held !== null) move(event);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      picture.addEventListener(end, () => (held = null));
    }
  }

  function mount(place) {
    const figure = figures[place.dataset.explore];
    let now = { ...figure.start };
    let width = WIDEST;
    const state = () => now;
    const picture = document.createElementNS(SVG, "svg");
    picture.setAttribute("role", "img");
    const panel = element("div", { class: "explore-controls" });
    const output = element("output", { class: "explore-words" });
    const sheet = element("div", { class: "explore-table" });
    const change = (part) => {
      now = { ...now, ...part };
      draw();
    };
    const controls = figure.controls.map((control) =>
      kinds[control.kind](control, state, change),
    );
    panel.append(...controls.map(({ made }) => made));

    function draw() {
      const drawn = figure.draw(now, width);
      const words = plot.fill(drawn.words, drawn.numbers);
      picture.setAttribute("viewBox", `0 0 ${width} ${drawn.height}`);
      picture.setAttribute("aria-label", `${figure.about} ${words}`);
      picture.innerHTML = drawn.svg;
      output.replaceChildren(...spoken(drawn.words, drawn.numbers));
      sheet.replaceChildren(...(drawn.table ? [table(drawn.table)] : []));
      controls.forEach(({ follow }) => follow(now));
    }

    const live = element("div", { class: "explore-live" });
    live.append(picture, panel, output, sheet);
    draw(); // first, so that what fails leaves the still picture there
    place.prepend(live);
    place.classList.add("explore-ready");
    draggable(picture, figure, state, change, () => width);
    // Drawn at the width there is, so that letters keep their size.
    new ResizeObserver(() => {
      const wide = Math.min(Math.round(live.clientWidth), WIDEST);
      if (wide > 0 && wide !== width) {
        width = wide;
        draw();
      }
    }).observe(live);
  }

  for (const place of document.querySelectorAll("figure[data-explore]")) {
    mount(place);
  }
})();
