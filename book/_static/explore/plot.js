/* Pictures as text: axes, curves, marks.  Knows no page and no theme; the
 * classes that it writes get their colours from explore.css. */
(() => {
  "use strict";

  const { show } = lucidExplore.numbers;
  const MINUS = (text) => String(text).replace(/^-/, "−");
  const at = (number) => Math.round(number * 10) / 10;

  function text(x, y, words, kind = "", anchor = "middle") {
    return (
      `<text class="${kind}" x="${at(x)}" y="${at(y)}" ` +
      `text-anchor="${anchor}">${words}</text>`
    );
  }

  function line(x1, y1, x2, y2, kind) {
    return (
      `<line class="${kind}" x1="${at(x1)}" y1="${at(y1)}" ` +
      `x2="${at(x2)}" y2="${at(y2)}"/>`
    );
  }

  function circle(x, y, radius, kind) {
    return (
      `<circle class="${kind}" ` +
      `cx="${at(x)}" cy="${at(y)}" r="${radius}"/>`
    );
  }

  function rect(x, y, width, height, kind) {
    return (
      `<rect class="${kind}" x="${at(x)}" y="${at(y)}" ` +
      `width="${at(Math.max(width, 0))}" height="${at(height)}"/>`
    );
  }

  /* What a finger can take hold of is wider than what is seen. */
  function handle(name, x, y, radius = 22) {
    return (
      `<circle class="handle" data-handle="${name}" ` +
      `cx="${at(x)}" cy="${at(y)}" r="${radius}"/>`
    );
  }

  /* A frame with its two scales.  `frame` holds left, right, top, bottom in
   * pixels, `x` and `y` the first and last number. */
  function axes({ frame, x, y, xTicks = [], yTicks = [], xName, yName }) {
    const { left, right, top, bottom } = frame;
    const px = (v) => left + ((v - x[0]) / (x[1] - x[0])) * (right - left);
    const py = (v) => bottom - ((v - y[0]) / (y[1] - y[0])) * (bottom - top);
    const label = (tick) => (Array.isArray(tick) ? tick[1] : MINUS(tick));
    const value = (tick) => (Array.isArray(tick) ? tick[0] : tick);
    let svg = "";
    for (const tick of xTicks) {
      const where = px(value(tick));
      svg += line(where, top, where, bottom, "grid");
      svg += text(where, bottom + 16, label(tick), "tick");
    }
    for (const tick of yTicks) {
      const where = py(value(tick));
      svg += line(left, where, right, where, "grid");
      svg += text(left - 6, where + 4, label(tick), "tick", "end");
    }
    if (xName) svg += text((left + right) / 2, bottom + 33, xName, "name");
    if (yName) svg += text(left, top - 8, yName, "name", "start");
    return {
      svg,
      px,
      py,
      invert: (pixel) =>
        x[0] + ((pixel - left) / (right - left)) * (x[1] - x[0]),
    };
  }

  function points(axis, f, from, to, count = 160) {
    const list = [];
    for (let i = 0; i <= count; i += 1) {
      const x = from + ((to - from) * i) / count;
      list.push(`${at(axis.px(x))} ${at(axis.py(f(x)))}`);
    }
    return list;
  }

  function curve(axis, f, from, to, kind) {
    const path = points(axis, f, from, to).join("L");
    return `<path class="${kind}" d="M${path}"/>`;
  }

  /* The area between a curve and a height. */
  function band(axis, f, base, from, to, kind) {
    const foot = (x) => `${at(axis.px(x))} ${at(axis.py(base))}`;
    const top = points(axis, f, from, to);
    const path = [foot(from), ...top, foot(to)].join("L");
    return `<path class="${kind}" d="M${path}Z"/>`;
  }

  /* Put numbers into words: "{slope}" becomes what `write` makes of it. */
  function fill(words, numbers, write = (name) => show(numbers[name])) {
    return words.replace(/\{(\w+)\}/g, (_, name) => write(name));
  }

  function clamp(x, low, high) {
    return Math.min(Math.max(x, low), high);
  }

  /* The whole of a figure as static text, for print and without scripts. */
  function still(name, width) {
    const figure = lucidExplore.figures[name];
    const drawn = figure.draw({ ...figure.start, ...figure.printed }, width);
    return {
      svg: drawn.svg,
      height: drawn.height,
      label: figure.about,
      words: fill(drawn.words, drawn.numbers),
    };
  }

  Object.assign(lucidExplore, {
    plot: {
      axes,
      band,
      circle,
      clamp,
      curve,
      fill,
      handle,
      line,
      rect,
      still,
      text,
    },
  });
})();
