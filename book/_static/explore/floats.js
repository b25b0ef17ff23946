/* The float line: where each quantity dies in each format. */
(() => {
  "use strict";

  const { FORMATS, QUANTITIES, alive, life, round, show } =
    lucidExplore.numbers;
  const { axes, clamp, handle, line, rect, text } = lucidExplore.plot;
  const LIMITS = { float16: 20, float32: 120, float64: 800 };
  const STEPS = { float16: 0.05, float32: 0.25, float64: 1 };
  const NAMES = {
    exp: "eˣ",
    sigmoid: "σ(x)",
    oneMinus: "1 − σ(x)",
    textbook: "σ′ as σ·(1 − σ)",
    slope: "σ′ as z/(1 + z)²",
  };
  const ROWS = Object.keys(NAMES);
  const [TOP, TALL] = [26, 56];

  // A bisection for each bar, so each is done once.
  const known = {};
  function bars(format) {
    known[format] ??= ROWS.map((name) => life(name, format, LIMITS[format]));
    return known[format];
  }

  /* A narrower format may not reach the x of a wider one. */
  function within({ x, format }) {
    return clamp(x, -LIMITS[format], LIMITS[format]);
  }

  function scale(format, width) {
    const limit = LIMITS[format];
    return axes({
      frame: {
        left: 22,
        right: width - 22,
        top: TOP - 16,
        bottom: TOP + TALL * ROWS.length,
      },
      x: [-limit, limit],
      y: [0, 1],
      xTicks: [-1, -0.5, 0, 0.5, 1].map((part) => part * limit),
      xName: "x",
    });
  }

  /* What a quantity has become where it is dead: 0, 1 or ∞. */
  function fate(name, x, format) {
    const y = QUANTITIES[name](x, format);
    if (alive(name, x, format) || (name === "exp" && y === 1)) return "";
    return show(y); // e^0 = 1 above is no accident
  }

  function row(axis, name, [low, high], index, format) {
    const limit = LIMITS[format];
    const y = TOP + index * TALL;
    const [a, b] = [axis.px(low), axis.px(high)];
    const title = NAMES[name];
    let svg = text(axis.px(-limit), y, title, "label halo", "start");
    svg += rect(a, y + 7, b - a, 11, "dot-a");
    // The edge's number stands outside its bar if there is room.
    const room = 82;
    const first = a > axis.px(-limit) + room ? "end" : "start";
    const last = b < axis.px(limit) - room ? "start" : "end";
    for (const [end, x, anchor] of [
      [low, a, first],
      [high, b, last],
    ]) {
      if (Math.abs(end) >= limit) continue;
      svg += line(x, y + 4, x, y + 21, "line-d");
      const side = end < 0 ? "below" : "above";
      const beyond = end + Math.sign(end) * 0.1;
      const words = `${fate(name, beyond, format)} ${side} ${show(end)}`;
      svg += text(x, y + 33, words, "tick halo", anchor);
    }
    return svg;
  }

  function sheet(x) {
    return {
      caption: "The same x in each format",
      head: ["quantity", ...FORMATS],
      rows: ROWS.map((name) => [
        NAMES[name],
        ...FORMATS.map((format) => show(QUANTITIES[name](x, format))),
      ]),
    };
  }

  lucidExplore.figures.floats = {
    about:
      "For each quantity a bar along x, as long as it is " +
      "neither 0 nor 1 nor infinite in the format.",
    start: { format: "float32", x: 17 },
    controls: [
      { kind: "choice", name: "format", label: "format", options: FORMATS },
      {
        kind: "range",
        name: "x",
        label: "x",
        min: ({ format }) => -LIMITS[format],
        max: ({ format }) => LIMITS[format],
        step: ({ format }) => STEPS[format],
        get: within,
      },
    ],
    draw(state, width) {
      const { format } = state;
      const limit = LIMITS[format];
      const x = within(state);
      const axis = scale(format, width);
      let svg = axis.svg;
      bars(format).forEach((ends, i) => {
        svg += row(axis, ROWS[i], ends, i, format);
      });
      const bottom = TOP + TALL * ROWS.length;
      svg += line(axis.px(x), TOP - 16, axis.px(x), bottom, "line-b");
      svg += handle("x", axis.px(x), (TOP + bottom) / 2, 30);
      const dead = ROWS.map((name) => [name, fate(name, x, format)])
        .filter(([, word]) => word)
        .map(([name, word]) => `${NAMES[name]} is ${word}`);
      const numbers = { x: round(x, format) };
      for (const name of ROWS) numbers[name] = QUANTITIES[name](x, format);
      return {
        height: bottom + 42,
        svg,
        words:
          `In ${format} at x = {x}: e to the x is {exp}, σ is {sigmoid}, ` +
          "1 − σ is {oneMinus}. The slope is {slope}; " +
          "the textbook's product gives {textbook}. " +
          (dead.length ? `Dead: ${dead.join(", ")}.` : "All are alive."),
        numbers,
        table: sheet(x),
      };
    },
    drag({ format }, px, py, width) {
      const limit = LIMITS[format];
      const step = STEPS[format];
      const x = scale(format, width).invert(px);
      return { x: clamp(Math.round(x / step) * step, -limit, limit) };
    },
  };
})();
