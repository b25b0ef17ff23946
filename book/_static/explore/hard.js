/* The hard sigmoid's line against the sigmoid, with the error below. */
(() => {
  "use strict";

  const { hardError, hardSigmoid, kinks, sigmoid, worstError, show } =
    lucidExplore.numbers;
  const { axes, band, circle, clamp, curve, handle, line, text } =
    lucidExplore.plot;
  const LIMIT = 6;
  const TICKS = [-6, -3, 0, 3, 6];
  const [ALPHAS, BETAS] = [
    [0.05, 0.6],
    [0.2, 0.8],
  ];

  /* The error's scale: one of a few, so that it stays while one moves. */
  function reach(alpha, beta) {
    const size = Math.abs(worstError(alpha, beta).error);
    return [0.1, 0.2, 0.4, 0.8].find((limit) => limit > 1.2 * size);
  }

  function panels(width, most) {
    const [left, right] = [50, width - 12];
    const x = [-LIMIT, LIMIT];
    return [
      axes({
        frame: { left, right, top: 26, bottom: 190 },
        x,
        y: [-0.1, 1.1],
        xTicks: TICKS.map((tick) => [tick, ""]),
        yTicks: [0, 0.5, 1],
      }),
      axes({
        frame: { left, right, top: 232, bottom: 342 },
        x,
        y: [-most, most],
        xTicks: TICKS,
        yTicks: [-most, 0, most],
        xName: "x",
        yName: "hard − σ(x), within its band",
      }),
    ];
  }

  function legend(up) {
    const { px, py } = up;
    const [x, y] = [px(-LIMIT) + 10, py(1)];
    return (
      line(x, y + 6, x + 28, y + 6, "line-a") +
      text(x + 34, y + 10, "σ(x)", "", "start") +
      line(x, y + 26, x + 28, y + 26, "line-b") +
      text(x + 34, y + 30, "hard", "", "start")
    );
  }

  const preset = (label, alpha, beta) => ({
    text: label,
    to: () => ({ alpha, beta }),
  });

  lucidExplore.figures.hard = {
    about:
      "The sigmoid and the hard sigmoid's line with its two kinks, " +
      "and below them the error of the line in its band.",
    start: { alpha: 0.2, beta: 0.5 },
    controls: [
      {
        kind: "range",
        name: "alpha",
        label: "slope α",
        min: ALPHAS[0],
        max: ALPHAS[1],
        step: 0.01,
      },
      {
        kind: "range",
        name: "beta",
        label: "offset β",
        min: BETAS[0],
        max: BETAS[1],
        step: 0.01,
      },
      {
        kind: "buttons",
        label: "Known choices",
        options: [
          preset("α = 0.2, ONNX", 0.2, 0.5),
          preset("α = 1/6, PyTorch", 1 / 6, 0.5),
          preset("α = 1/4, the tangent", 0.25, 0.5),
        ],
      },
    ],
    draw({ alpha, beta }, width) {
      const [up, down] = panels(width, reach(alpha, beta));
      const [low, high] = kinks(alpha, beta);
      const worst = worstError(alpha, beta);
      const size = Math.abs(worst.error);
      const error = (x) => hardError(x, alpha, beta);
      const hard = (x) => hardSigmoid(x, alpha, beta);
      // The kinks are corners: drawn from one to the next.
      const inner = [low, high].map((x) => clamp(x, -LIMIT, LIMIT));
      const stops = [-LIMIT, ...inner, LIMIT];
      let svg = up.svg + down.svg + legend(up);
      svg += band(down, () => size, -size, -LIMIT, LIMIT, "area-a");
      svg += curve(up, (x) => sigmoid(x, "float64"), -LIMIT, LIMIT, "line-a");
      for (const i of [0, 1, 2]) {
        svg += curve(up, hard, stops[i], stops[i + 1], "line-b");
        svg += band(down, error, 0, stops[i], stops[i + 1], "area-b");
        svg += curve(down, error, stops[i], stops[i + 1], "line-c");
      }
      const kink = [low, high];
      for (const [i, name] of ["low", "high"].entries()) {
        if (Math.abs(kink[i]) > LIMIT) continue;
        const [x, y] = [up.px(kink[i]), up.py(i)];
        svg += circle(x, y, 6, "ring-b") + handle(name, x, y);
      }
      if (Math.abs(worst.x) <= LIMIT) {
        svg += circle(down.px(worst.x), down.py(worst.error), 5, "dot-c");
      }
      const shown = `± ${show(size)}`;
      const height = Math.max(down.py(size) - 5, 232 + 14); // in the frame
      svg += text(56, height, shown, "label halo", "start");
      return {
        height: 382,
        svg,
        words:
          "With slope {alpha} and offset {beta} the kinks are at {low} " +
          "and {high}. The line is never further than {worst} from the " +
          "sigmoid; the worst place is x = {at}.",
        numbers: { alpha, beta, low, high, worst: size, at: worst.x },
      };
    },
    /* A kink moves and the other one stays. */
    drag({ alpha, beta }, px, py, width, name) {
      const [low, high] = kinks(alpha, beta);
      const x = panels(width, 1)[0].invert(px);
      const ends = name === "low" ? [x, high] : [low, x];
      const rise = 1 / Math.max(ends[1] - ends[0], 0.5);
      const offset = name === "low" ? 1 - rise * high : -rise * low;
      const near = (value, limits) => clamp(value, ...limits);
      const two = (value) => Math.round(value * 100) / 100;
      return {
        alpha: two(near(rise, ALPHAS)),
        beta: two(near(offset, BETAS)),
      };
    },
  };
})();
