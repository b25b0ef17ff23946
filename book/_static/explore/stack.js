/* The gradient on its way back through stacked sigmoids. */
(() => {
  "use strict";

  const { stack, show } = lucidExplore.numbers;
  const { axes, circle, clamp, handle, line, rect, text } = lucidExplore.plot;
  const [MOST, HEAVY, INPUT] = [12, 8, 0.5];
  const ROOM = HEAVY + 1; // for the whole of the outermost dots

  const weightAxis = (n, width) =>
    axes({
      frame: { left: 50, right: width - 10, top: 26, bottom: 160 },
      x: [-0.5, n + 0.5],
      y: [-ROOM, ROOM],
      yTicks: [-8, -4, 0, 4, 8],
      yName: "weight of each layer: drag a dot",
    });

  /* Powers of ten, no more of them than can be read. */
  function gradientAxis(n, width, sizes) {
    const powers = sizes.filter((v) => v > 0).map((v) => Math.log10(v));
    const low = Math.min(-3, Math.floor(Math.min(...powers)));
    const high = Math.max(1, Math.ceil(Math.max(...powers)));
    const every = Math.ceil((high - low) / 5);
    const yTicks = [];
    for (let p = 0; p >= low; p -= every) yTicks.push([p, tenTo(p)]);
    const marks = Array.from({ length: n + 1 }, (_, k) => k);
    return axes({
      frame: { left: 50, right: width - 10, top: 206, bottom: 330 },
      x: [-0.5, n + 0.5],
      y: [low, high],
      xTicks: marks,
      yTicks,
      xName: "layer (0 is the input)",
      yName: "size of the gradient there",
    });
  }

  function tenTo(power) {
    return power === 0 ? "1" : `1e${power}`.replace("-", "−");
  }

  /* The weights with one of them changed, or nothing. */
  function changed(weights, k, weight) {
    return weights.map((old, i) => (i === k - 1 ? weight : old));
  }

  const all = (weight) => ({
    text: `all ${weight}`,
    to: () => ({ weights: Array(MOST).fill(weight) }),
  });

  lucidExplore.figures.stack = {
    about:
      "Stacked sigmoids: the weight of each layer, and below it the size " +
      "of the gradient at each layer on a scale of powers of ten.",
    start: { n: 6, k: 1, weights: Array(MOST).fill(1) },
    controls: [
      {
        kind: "range",
        name: "n",
        label: "layers",
        min: 1,
        max: MOST,
        step: 1,
        set: (n, { k }) => ({ n, k: Math.min(n, k) }),
      },
      {
        kind: "range",
        name: "k",
        label: "layer",
        min: 1,
        max: ({ n }) => n,
        step: 1,
      },
      {
        kind: "range",
        name: "weight",
        label: "its weight",
        min: -HEAVY,
        max: HEAVY,
        step: 0.1,
        get: ({ weights, k }) => weights[k - 1],
        set: (weight, { weights, k }) => ({
          weights: changed(weights, k, weight),
        }),
      },
      {
        kind: "buttons",
        label: "Set every weight",
        options: [all(0.5), all(1), all(4), all(8)],
      },
    ],
    draw({ n, k, weights }, width) {
      const used = weights.slice(0, n);
      const { values, grads } = stack(INPUT, used, "float32");
      const sizes = grads.map(Math.abs);
      const up = weightAxis(n, width);
      const down = gradientAxis(n, width, sizes);
      let svg = up.svg + down.svg;
      svg += line(up.px(-0.5), up.py(0), up.px(n + 0.5), up.py(0), "wire");
      let handles = "";
      used.forEach((w, i) => {
        const [x, y] = [up.px(i + 1), up.py(w)];
        svg += line(x, up.py(0), x, y, "line-a");
        const look = i + 1 === k ? [8, "ring-b"] : [6, "dot-a"];
        svg += circle(x, y, ...look);
        handles += handle(i + 1, x, y, Math.min(20, width / n / 2));
      });
      const floor = 330;
      sizes.forEach((size, i) => {
        const x = down.px(i);
        if (size === 0) {
          svg += text(x, floor - 6, "0", "label");
          return;
        }
        const y = down.py(Math.log10(size));
        svg += rect(x - 5, y, 10, floor - y, "area-b");
        svg += circle(x, y, 5, "dot-b");
      });
      return {
        height: 370,
        svg: svg + handles,
        words:
          "{n} layers, input 0.5: the last value is {last}. Layer {k} has " +
          "the weight {weight}. The gradient starts as 1 and reaches " +
          "the input as {grad}.",
        numbers: {
          n,
          k,
          weight: weights[k - 1],
          last: values[n],
          grad: grads[0],
        },
      };
    },
    drag({ weights, n }, px, py, width, name) {
      const k = Number(name);
      const part = (160 - py) / (160 - 26);
      const weight = Math.round((2 * part - 1) * ROOM * 10) / 10;
      const near = clamp(weight, -HEAVY, HEAVY);
      return { k, weights: changed(weights, k, near) };
    },
  };
})();
