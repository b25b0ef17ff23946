/* The tangent on the sigmoid, with the slope below it. */
(() => {
  "use strict";

  const { sigmoid, slope } = lucidExplore.numbers;
  const { axes, circle, clamp, curve, handle, line, text } = lucidExplore.plot;
  const LIMIT = 8;
  const TICKS = [-8, -4, 0, 4, 8];
  const f = (x) => sigmoid(x, "float64");
  const df = (x) => slope(x, "float64");

  function panels(width) {
    const [left, right] = [42, width - 12];
    const x = [-LIMIT, LIMIT];
    return [
      axes({
        frame: { left, right, top: 26, bottom: 190 },
        x,
        y: [-0.1, 1.1],
        xTicks: TICKS.map((tick) => [tick, ""]),
        yTicks: [0, 0.5, 1],
        yName: "σ(x) and its tangent",
      }),
      axes({
        frame: { left, right, top: 232, bottom: 332 },
        x,
        y: [-0.02, 0.27],
        xTicks: TICKS,
        yTicks: [0, 0.1, 0.2],
        xName: "x",
        yName: "σ′(x), the tangent's slope",
      }),
    ];
  }

  /* The tangent, cut where it leaves the picture. */
  function tangent(axis, x) {
    const [y, rise] = [f(x), df(x)];
    const ends = [-0.1, 1.1].map((edge) => x + (edge - y) / rise);
    const [a, b] = ends.map((end) => clamp(end, -LIMIT, LIMIT));
    const height = (at) => axis.py(y + rise * (at - x));
    return line(axis.px(a), height(a), axis.px(b), height(b), "line-b");
  }

  lucidExplore.figures.tangent = {
    about:
      "The sigmoid with a tangent at a point, " +
      "and below it the curve of slopes.",
    start: { x: 1 },
    controls: [
      {
        kind: "range",
        name: "x",
        label: "x",
        min: -LIMIT,
        max: LIMIT,
        step: 0.1,
      },
    ],
    draw({ x }, width) {
      const [up, down] = panels(width);
      const [y, rise] = [f(x), df(x)];
      const where = up.px(x);
      let svg = up.svg + down.svg;
      svg += curve(up, f, -LIMIT, LIMIT, "line-a");
      svg += curve(down, df, -LIMIT, LIMIT, "line-c");
      svg += line(where, up.py(y), where, down.py(0), "guide");
      svg += tangent(up, x);
      svg += circle(where, up.py(y), 6, "dot-b");
      svg += circle(where, down.py(rise), 6, "dot-c");
      svg += handle("x", where, up.py(y)) + handle("x", where, down.py(rise));
      // Beside the point, on the side where there is room.
      const side = x > 3 ? -1 : 1;
      const anchor = side > 0 ? "start" : "end";
      const words = `slope ${lucidExplore.numbers.show(rise)}`;
      const below = Math.min(down.py(rise) + 4, down.py(0) - 6);
      svg += text(where + 14 * side, below, words, "label halo", anchor);
      return {
        height: 372,
        svg,
        words:
          "At x = {x} the sigmoid is {y}; " +
          "its tangent there has slope {slope}.",
        numbers: { x, y, slope: rise },
      };
    },
    drag(state, px, py, width) {
      const x = panels(width)[0].invert(px);
      return { x: clamp(Math.round(x * 10) / 10, -LIMIT, LIMIT) };
    },
  };
})();
