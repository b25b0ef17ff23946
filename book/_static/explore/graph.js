/* One neuron's graph, stepped forward with values and back with gradients. */
(() => {
  "use strict";

  const { neuron, show } = lucidExplore.numbers;
  const { text } = lucidExplore.plot;
  // Layer (the order of computation) and lane of each box.
  const BOXES = {
    w: [0, 0],
    x: [0, 1],
    product: [1, 0],
    b: [1, 1],
    score: [2, 0],
    y: [3, 0],
    t: [3, 1],
    error: [4, 0],
    loss: [5, 0],
  };
  const WIRES = [
    ["w", "product", "x"],
    ["x", "product", "w"],
    ["product", "score", "1"],
    ["b", "score", "1"],
    ["score", "y", "σ′"],
    ["y", "error", "1"],
    ["t", "error", "−1"],
    ["error", "loss", "2·error"],
  ];
  const FORMULAS = {
    product: "w·x",
    score: "product + b",
    y: "σ(score)",
    error: "y − t",
    loss: "error·error",
  };
  /* What a step makes known, and how it is said. */
  const STEPS = [
    [[], "The inputs w, x, b and t are given. Step forward."],
    [["product"], "Forward: product = w·x = {w} · {x} = {product}."],
    [["score"], "Forward: score = product + b = {score}."],
    [["y"], "Forward: y = σ(score) = {y}."],
    [["error"], "Forward: error = y − t = {y} − {t} = {error}."],
    [["loss"], "Forward: loss = error·error = {loss}."],
    [["loss"], "Backward starts with 1; ∂ is how the loss moves with each."],
    [
      ["error"],
      "Backward: error is used twice, and its two parts add up " +
        "to 2·error = {g_error}.",
    ],
    [
      ["y", "t"],
      "Backward: the difference passes {g_y} to y, and to t with the " +
        "other sign, {g_t}.",
    ],
    [["score"], "Backward: times σ′(score), so score gets {g_score}."],
    [
      ["product", "b"],
      "Backward: the sum passes {g_product} to product and {g_b} to b.",
    ],
    [
      ["w", "x"],
      "Backward: w gets {g_product}·x = {g_w}, x gets {g_product}·w = {g_x}.",
    ],
  ];
  const TURN = 6; // the first step back
  const LAST = STEPS.length - 1;
  const [WIDE, HIGH] = [88, 62];

  /* Down the page on a phone, across it where there is room. */
  function place(name, width) {
    const [layer, lane] = BOXES[name];
    const across = width >= 540;
    const step = (width - WIDE - 4) / 5;
    return across
      ? [2 + WIDE / 2 + layer * step, 50 + (1 - lane) * 104]
      : [width * (lane ? 0.8 : 0.34), 40 + layer * 88];
  }

  function known(name, from, to) {
    return STEPS.slice(from, to + 1).some(([names]) => names.includes(name));
  }

  function box(name, state, { value, grad }, width) {
    const { step } = state;
    const [x, y] = place(name, width);
    const input = !(name in FORMULAS);
    const forward = input || known(name, 1, Math.min(step, TURN - 1));
    const back = step >= TURN && known(name, TURN, step);
    const now = STEPS[step][0].includes(name);
    const kind = now ? (step < TURN ? "box-on" : "box-back") : "box";
    const high = y - HIGH / 2;
    const inside = (dy, words, look) =>
      text(x, high + dy, words, words.length > 12 ? `${look} tiny` : look);
    return (
      `<rect class="${kind}" x="${x - WIDE / 2}" y="${high}" ` +
      `width="${WIDE}" height="${HIGH}" rx="6"/>` +
      inside(17, name, "label") +
      inside(35, forward ? show(value[name]) : "?", "text-a small") +
      inside(53, back ? `∂ ${show(grad[name])}` : "", "text-b small")
    );
  }

  /* From the edge of one box to the edge of the next, with the local
   * derivative beside it on the way back. */
  function wire([from, to, local], step, width) {
    const [a, b] = [place(from, width), place(to, width)];
    const across = width >= 540;
    const beside = BOXES[from][1] !== BOXES[to][1];
    const half = across ? [WIDE / 2, HIGH / 2] : [HIGH / 2, WIDE / 2];
    const straight = a[across ? 1 : 0] === b[across ? 1 : 0];
    let ends;
    if (across) {
      ends = straight
        ? [a[0] + half[0], a[1], b[0] - half[0], b[1]]
        : [a[0] + 14, a[1] + half[1], b[0] - 26, b[1] - half[1]];
    } else {
      ends = straight
        ? [a[0], a[1] + half[0], b[0], b[1] - half[0]]
        : [a[0] - 14, a[1] + half[0], b[0] + 28, b[1] - half[0]];
    }
    const back = step >= TURN && known(from, TURN, step) && step > TURN;
    // Backward the same line is drawn from its other end.
    if (back) ends = [...ends.slice(2), ...ends.slice(0, 2)];
    const [x1, y1, x2, y2] = ends;
    const angle = Math.atan2(y2 - y1, x2 - x1);
    const head = [2.6, -2.6].map((turn) => {
      const at = angle + turn;
      return `${x2 + 8 * Math.cos(at)} ${y2 + 8 * Math.sin(at)}`;
    });
    const path = `M${x1} ${y1}L${x2} ${y2}M${head[0]}L${x2} ${y2}L${head[1]}`;
    const kind = back ? "wire wire-back" : "wire";
    const middle = [(x1 + x2) / 2, (y1 + y2) / 2];
    // Between two neighbours there is no room: below them.
    const label =
      across && straight
        ? [middle[0], y1 + HIGH / 2 + 17, `·${local}`, "small text-b"]
        : [middle[0] + 8, middle[1] + 5, `·${local}`, "small text-b", "start"];
    return `<path class="${kind}" d="${path}"/>${back ? text(...label) : ""}`;
  }

  const range = (name, min, max) => ({
    kind: "range",
    name,
    label: name,
    min,
    max,
    step: 0.1,
  });

  lucidExplore.figures.graph = {
    about:
      "A computational graph: product = w·x, score = product + b, " +
      "y = σ(score), error = y − t, loss = error·error.",
    start: { w: -0.8, x: 1.5, b: 0.3, t: 1, step: 0 },
    printed: { step: LAST },
    controls: [
      {
        kind: "buttons",
        label: "Steps",
        options: [
          {
            text: "Step",
            able: ({ step }) => step < LAST,
            to: ({ step }) => ({ step: step + 1 }),
          },
          {
            text: "Undo",
            able: ({ step }) => step > 0,
            to: ({ step }) => ({ step: step - 1 }),
          },
          {
            text: "To the end",
            able: ({ step }) => step < LAST,
            to: () => ({ step: LAST }),
          },
          {
            text: "Restart",
            able: ({ step }) => step > 0,
            to: () => ({ step: 0 }),
          },
        ],
      },
      range("w", -4, 4),
      range("x", -4, 4),
      range("b", -4, 4),
      range("t", 0, 1),
    ],
    draw(state, width) {
      const made = neuron(state, "float32");
      let svg = "";
      for (const ends of WIRES) svg += wire(ends, state.step, width);
      for (const name of Object.keys(BOXES)) {
        svg += box(name, state, made, width);
      }
      const numbers = { ...made.value };
      for (const [name, grad] of Object.entries(made.grad)) {
        numbers[`g_${name}`] = grad;
      }
      return {
        height: width >= 540 ? 210 : 40 + 5 * 88 + 36,
        svg,
        words: `${state.step} of ${LAST}. ${STEPS[state.step][1]}`,
        numbers,
      };
    },
  };
})();
