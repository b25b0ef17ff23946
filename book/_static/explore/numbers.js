/* The numbers of the explorable figures, as lucid_edu computes them.
 *
 * Plain functions of plain numbers, without a page: pytest runs this file
 * and compares it with lucid_edu.  A format is "float16", "float32" or
 * "float64"; every operation is rounded to it once, as NumPy does.
 */
(() => {
  "use strict";

  const FORMATS = ["float16", "float32", "float64"];

  /* A float16 has eleven binary digits, none of them below 2^-24. */
  function half(x) {
    if (!Number.isFinite(x) || x === 0) return x;
    const size = Math.abs(x);
    if (size < 2 ** -26) return Math.sign(x) * 0;
    if (size >= 65520) return Math.sign(x) * Infinity; // half past the last
    const exponent = Math.max(Math.floor(Math.log2(size)), -14);
    // Beside 2^52 units a double holds whole units only, ties to even.
    const big = 2 ** (exponent - 10) * 2 ** 52;
    return Math.sign(x) * (size + big - big);
  }

  function round(x, format) {
    if (format === "float16") return half(x);
    return format === "float32" ? Math.fround(x) : x;
  }

  /* e^x, taken in double and rounded once. */
  function exp(x, format) {
    return round(Math.exp(round(x, format)), format);
  }

  /* z = e^-|x| is in [0, 1], so it cannot overflow. */
  function decay(x, format) {
    return exp(-Math.abs(x), format);
  }

  function sigmoid(x, format) {
    const z = decay(x, format);
    const top = round(x, format) >= 0 ? 1 : z;
    return round(top / round(1 + z, format), format);
  }

  /* The slope z / (1 + z)^2 has its digits on both sides. */
  function slope(x, format) {
    const z = decay(x, format);
    const below = round(1 + z, format);
    return round(z / round(below * below, format), format);
  }

  function oneMinusSigmoid(x, format) {
    return round(1 - sigmoid(x, format), format);
  }

  /* The textbook's slope y (1 - y), which is 0 as soon as y is 1. */
  function textbookSlope(x, format) {
    const y = sigmoid(x, format);
    return round(y * round(1 - y, format), format);
  }

  function kinks(alpha, beta) {
    return [-beta / alpha, (1 - beta) / alpha];
  }

  /* From the lower kink, because alpha x + beta cancels beside it. */
  function hardSigmoid(x, alpha, beta, format = "float64") {
    const low = round(kinks(alpha, beta)[0], format);
    const far = round(round(x, format) - low, format);
    const y = round(round(alpha, format) * far, format);
    return Number.isNaN(y) ? y : Math.min(Math.max(y, 0), 1);
  }

  function hardSlope(x, alpha, beta, format = "float64") {
    const at = round(x, format);
    if (Number.isNaN(at)) return at;
    const [low, high] = kinks(alpha, beta).map((k) => round(k, format));
    return low < at && at < high ? round(alpha, format) : 0;
  }

  function hardError(x, alpha, beta) {
    return hardSigmoid(x, alpha, beta) - sigmoid(x, "float64");
  }

  /* The largest distance of the two curves, and where.
   *
   * Between the kinks the error is largest where the slopes agree; apart
   * from these points only the kinks can be worst.
   */
  function worstError(alpha, beta) {
    const places = kinks(alpha, beta);
    if (alpha < 0.25) {
      const t = (1 + Math.sqrt(1 - 4 * alpha)) / 2; // t (1 - t) = alpha
      const x = Math.log(t / (1 - t));
      places.push(...[-x, x].filter((p) => places[0] < p && p < places[1]));
    }
    let worst = { x: 0, error: hardError(0, alpha, beta) };
    for (const x of places) {
      const error = hardError(x, alpha, beta);
      const gain = Math.abs(error) - Math.abs(worst.error);
      if (gain > 1e-12) worst = { x, error };
    }
    return worst;
  }

  /* Counts of a decision: yes where the probability is above the threshold. */
  function confusion(scores, labels, threshold) {
    const counts = { tp: 0, fp: 0, fn: 0, tn: 0 };
    scores.forEach((score, i) => {
      const yes = sigmoid(score, "float64") > threshold;
      counts[labels[i] ? (yes ? "tp" : "fn") : yes ? "fp" : "tn"] += 1;
    });
    const { tp, fp, fn, tn } = counts;
    return {
      ...counts,
      accuracy: (tp + tn) / (tp + fp + fn + tn),
      precision: tp / (tp + fp), // 0 / 0 is nan: nothing was called yes
      recall: tp / (tp + fn),
    };
  }

  /* The neuron of the book's chapter on backprop: values and gradients. */
  function neuron({ x, w, b, t }, format = "float32") {
    const r = (number) => round(number, format);
    const value = { x: r(x), w: r(w), b: r(b), t: r(t) };
    value.product = r(value.w * value.x);
    value.score = r(value.product + value.b);
    value.y = sigmoid(value.score, format);
    value.error = r(value.y - value.t);
    value.loss = r(value.error * value.error);
    const grad = { loss: 1 };
    grad.error = r(value.error + value.error); // used twice: parts add up
    grad.y = grad.error;
    grad.t = -grad.error;
    grad.score = r(grad.y * slope(value.score, format));
    grad.product = grad.score;
    grad.b = grad.score;
    grad.w = r(grad.product * value.x);
    grad.x = r(grad.product * value.w);
    return { value, grad };
  }

  /* a_k = sigmoid(w_k a_(k-1)) from a_0 = x, and the gradients, last first:
   * grads[k] is that of the last value with respect to a_k. */
  function stack(x, weights, format = "float32") {
    const r = (value) => round(value, format);
    const values = [r(x)];
    const slopes = [];
    for (const w of weights) {
      const u = r(r(w) * values[values.length - 1]);
      values.push(sigmoid(u, format));
      slopes.push(slope(u, format));
    }
    const grads = [1];
    for (let k = weights.length - 1; k >= 0; k -= 1) {
      grads.unshift(r(r(grads[0] * slopes[k]) * r(weights[k])));
    }
    return { values, slopes, grads };
  }

  const QUANTITIES = {
    exp,
    sigmoid,
    oneMinus: oneMinusSigmoid,
    textbook: textbookSlope,
    slope,
  };

  function alive(name, x, format) {
    const y = QUANTITIES[name](x, format);
    return y !== 0 && y !== 1 && Number.isFinite(y);
  }

  /* Where a quantity turns 0, 1 or infinite on either side: the last
   * numbers of [-limit, limit] at which it has not, by bisection. */
  function life(name, format, limit) {
    return [-1, 1].map((side) => {
      // 0.1 and not 0, where e^x is 1 without having died.
      let [good, bad] = [0.1 * side, limit * side];
      if (alive(name, bad, format)) return bad;
      for (;;) {
        const middle = round((good + bad) / 2, format);
        if (middle === good || middle === bad) return good;
        if (alive(name, middle, format)) good = middle;
        else bad = middle;
      }
    });
  }

  /* Four significant digits; an exponent for what is tiny or huge.  What
   * only looks like 1 says by how much it is less; 1 itself is "1". */
  function show(x) {
    if (Number.isNaN(x)) return "nan";
    if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
    const size = Math.abs(x);
    const text =
      Number.isInteger(x) && size < 1e4
        ? String(size)
        : size < 1e-3 || size >= 1e4
          ? size.toExponential(3)
          : size.toPrecision(4);
    if (size < 1 && text === "1.000") {
      return x < 0 ? `−1 + ${show(1 + x)}` : `1 − ${show(1 - x)}`;
    }
    return (x < 0 ? "−" : "") + text.replace("e-", "e−").replace("e+", "e");
  }

  /* The same without the zeros that a chosen number ends with. */
  function brief(x) {
    return show(x).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  }

  globalThis.lucidExplore = {
    figures: {},
    numbers: {
      FORMATS,
      QUANTITIES,
      round,
      exp,
      sigmoid,
      slope,
      oneMinusSigmoid,
      textbookSlope,
      kinks,
      hardSigmoid,
      hardSlope,
      hardError,
      worstError,
      confusion,
      neuron,
      stack,
      alive,
      life,
      show,
      brief,
    },
  };
})();
