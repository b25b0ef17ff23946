/* A decision threshold, and what it gets right and wrong. */
(() => {
  "use strict";

  const { confusion, sigmoid, brief } = lucidExplore.numbers;
  const { axes, circle, clamp, handle, line, rect, text } = lucidExplore.plot;
  // Made-up scores of a filter: the first half are spam.
  const SPAM = [3.2, 2.8, 2.3, 1.9, 1.6, 1.2, 0.9, 0.6, 0.2, -0.3, -0.8, -1.7];
  const REST = [
    -3.1, -2.7, -2.4, -2, -1.8, -1.4, -1.1, -0.6, -0.1, 0.4, 1, 1.8,
  ];
  const SCORES = [...SPAM, ...REST];
  const LABELS = SCORES.map((_, i) => (i < SPAM.length ? 1 : 0));
  const LANES = [132, 40];
  const FLOOR = 208;

  function scale(width) {
    return axes({
      frame: { left: 14, right: width - 14, top: 20, bottom: FLOOR },
      x: [0, 1],
      y: [0, 1],
      xTicks: [0, 0.25, 0.5, 0.75, 1],
      xName: "probability of spam, σ(score)",
    });
  }

  /* One lane of messages: its dots, and a count on each side. */
  function lane(axis, label, counts, cut) {
    const top = LANES[label];
    const names = ["honest messages", "spam"];
    const [left, right] = [axis.px(0), axis.px(1)];
    const shape = label ? "dot-a" : "dot-d";
    const words = label
      ? [`${counts.fn} missed`, `${counts.tp} caught`]
      : [`${counts.tn} let through`, `${counts.fp} blocked`];
    const y = top + 62;
    let svg = text(left + 4, top, names[label], "label halo", "start");
    SCORES.forEach((score, i) => {
      if (LABELS[i] !== label) return;
      const x = axis.px(sigmoid(score, "float64"));
      const high = top + 18 + (i % 2) * 18;
      // A square for what is honest: colour alone says nothing.
      svg += label
        ? circle(x, high, 6, shape)
        : rect(x - 5.5, high - 5.5, 11, 11, shape);
    });
    // Only where the cut runs through the words must they cover it.
    const look = [cut < left + 100, cut > right - 90].map((near) =>
      near ? "halo" : "",
    );
    svg += text(left + 4, y, words[0], look[0], "start");
    return svg + text(right - 4, y, words[1], look[1], "end");
  }

  function sheet({ tp, fp, fn, tn }) {
    return {
      caption: "The confusion matrix",
      head: ["message", "called spam", "called honest"],
      rows: [
        ["spam", String(tp), String(fn)],
        ["honest", String(fp), String(tn)],
      ],
    };
  }

  lucidExplore.figures.threshold = {
    about:
      "Twenty-four messages along their probability of being spam, spam " +
      "above and honest ones below, cut by a threshold.",
    start: { threshold: 0.5 },
    controls: [
      {
        kind: "range",
        name: "threshold",
        label: "threshold",
        min: 0,
        max: 1,
        step: 0.01,
      },
      {
        kind: "buttons",
        label: "Known choices",
        options: [0.1, 0.5, 0.9].map((threshold) => ({
          text: String(threshold),
          to: () => ({ threshold }),
        })),
      },
    ],
    draw({ threshold }, width) {
      const axis = scale(width);
      const counts = confusion(SCORES, LABELS, threshold);
      const x = axis.px(threshold);
      let svg = rect(x, 20, axis.px(1) - x, FLOOR - 20, "area-b") + axis.svg;
      svg += line(x, 14, x, FLOOR + 6, "line-b");
      svg += lane(axis, 1, counts, x) + lane(axis, 0, counts, x);
      svg += circle(x, 114, 7, "dot-b") + handle("t", x, 114, 26);
      const middle = clamp(x, 70, width - 70);
      svg += text(middle, 10, `yes above ${brief(threshold)}`, "label");
      return {
        height: FLOOR + 40,
        svg,
        words:
          "Above {threshold}: {tp} spam caught, {fn} missed, {fp} honest " +
          "messages blocked, {tn} let through. Accuracy {accuracy}, " +
          "precision {precision}, recall {recall}." +
          (counts.tp + counts.fp ? "" : " (0 of 0 is nan.)"),
        numbers: { threshold, ...counts },
        table: sheet(counts),
      };
    },
    drag(state, px, py, width) {
      const x = scale(width).invert(px);
      return { threshold: clamp(Math.round(x * 100) / 100, 0, 1) };
    },
  };
})();
