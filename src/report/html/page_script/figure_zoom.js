/** Zoom of the x axis: moves what is drawn to a smaller domain, and draws the ticks anew. */
import {
  axisTicks,
  formatTicks,
  percentileTicks,
  toPixel,
  toValue,
} from "./axis.js";
import { addShape } from "./shapes.js";

/** Ticks on a zoomed axis. */
const TICK_COUNT = 7;
/** A smaller part of an axis shows nothing but the rounding of the drawing. */
const MIN_SHARE = 1e-3;

/** Writes a place in hundredths of a pixel, as the figures do. */
const toPlace = (pixel) => String(Number(pixel.toFixed(2)));

const isAxis = (element) =>
  /^[xy]-(axis|grid)/.test(element.getAttribute("aria-label") ?? "");

/** Returns a domain within the whole one, neither reversed nor too small to draw. */
export function boundDomain(whole, first, second) {
  const [low, high] = whole.domain;
  const bent = (value) => toPixel(whole, value);
  const least = Math.abs(bent(high) - bent(low)) * MIN_SHARE;
  const from = Math.max(low, Math.min(first, second));
  const to = Math.min(high, Math.max(first, second));
  return Math.abs(bent(to) - bent(from)) < least ? null : [from, to];
}

/** Makes a function that draws a panel with another domain of its x axis. */
export function createZoom(panel, clipId) {
  const { group } = panel;
  const whole = panel.x;
  const moved = [];
  const ticks = new Map();
  const prepare = () => {
    const [left, right] = [...whole.range].sort((a, b) => a - b);
    const clip = addShape(group, "clipPath", { id: clipId });
    addShape(clip, "rect", {
      x: left - 1,
      y: -1000,
      width: right - left + 2,
      height: 4000,
    });
    const content = addShape(group, "g", { "clip-path": `url(#${clipId})` });
    const marks = [...group.children].filter((child) =>
      child !== clip && child !== content && !isAxis(child)
    );
    for (const mark of marks) {
      // A mark is a group, which has no place of its own, or one path.
      const parts = mark.nodeName === "path"
        ? [mark]
        : mark.querySelectorAll("*");
      for (const element of parts) {
        const move = mover(element);
        if (move) moved.push(move);
      }
    }
    content.append(...marks);
    for (const part of ["axis tick", "axis tick label", "grid"]) {
      const holder = group.querySelector(`[aria-label="x-${part}"]`);
      if (holder) ticks.set(part, { holder, original: [...holder.children] });
    }
  };
  return (domain) => {
    if (moved.length === 0) prepare();
    panel.x = { ...whole, domain };
    const [left, right] = [...whole.range].sort((a, b) => a - b);
    const map = (pixel) => toPixel(panel.x, toValue(whole, pixel));
    for (const move of moved) move(map, left, right);
    if (domain === whole.domain) {
      for (const { holder, original } of ticks.values()) {
        holder.replaceChildren(...original);
      }
    } else drawTicks(panel, ticks);
  };
}

/** Boxes of a path that draws many, as those of a heat map: a corner, a width, a height. */
const BOX = /M([-\d.]+) ([-\d.]+)h([-\d.]+)v([-\d.]+)h[-\d.]+z/g;

/** Makes the function that moves one element by a map of pixels; null for one that has no place of its own. */
function mover(element) {
  const read = (name) => Number(element.getAttribute(name));
  const set = (name, value) => element.setAttribute(name, toPlace(value));
  const transform = element.getAttribute("transform") ?? "";
  const [, at] = /^translate\(([-\d.e]+),/.exec(transform) ?? [];
  const path = element.getAttribute("d") ?? "";
  if (at !== undefined) {
    const x = Number(at);
    return (map, left, right) => {
      const to = map(x);
      element.setAttribute(
        "transform",
        transform.replace(at, toPlace(to)),
      );
      element.style.display = to < left - 0.5 || to > right + 0.5 ? "none" : "";
    };
  }
  switch (element.nodeName) {
    case "path":
      if (/^M[-\d.]+ [-\d.]+h/.test(path)) {
        return (map) =>
          element.setAttribute(
            "d",
            path.replace(BOX, (_, left, top, width, height) => {
              const from = map(Number(left));
              const room = map(Number(left) + Number(width)) - from;
              return `M${toPlace(from)} ${top}h${toPlace(room)}v${height}h${
                toPlace(-room)
              }z`;
            }),
          );
      }
      return /^[MLCQZ\d\s.,e-]+$/.test(path)
        ? (map) =>
          element.setAttribute(
            "d",
            path.replace(
              /([-\d.e]+),/g,
              (_, x) => `${toPlace(map(Number(x)))},`,
            ),
          )
        : null;
    case "circle": {
      const x = read("cx");
      return (map, left, right) => {
        set("cx", map(x));
        element.style.display = map(x) < left - 0.5 || map(x) > right + 0.5
          ? "none"
          : "";
      };
    }
    case "line": {
      const [from, to] = [read("x1"), read("x2")];
      return (map) => {
        set("x1", map(from));
        set("x2", map(to));
      };
    }
    case "rect": {
      const [from, to] = [read("x"), read("x") + read("width")];
      return (map) => {
        set("x", map(from));
        set("width", Math.max(0, map(to) - map(from)));
      };
    }
    default:
      return null;
  }
}

/** Draws ticks for the panel's domain after the pattern of those that it had. */
function drawTicks({ x, names, isPercentile }, ticks) {
  // Names, such as versions, stay what they are and move with the marks.
  const shown = isPercentile
    ? percentileTicks(x, TICK_COUNT)
    : names
    ? names.map(({ value, name }) => ({ value, text: name }))
      .filter(({ value }) => value >= x.domain[0] && value <= x.domain[1])
    : withTexts(x, axisTicks(x, TICK_COUNT));
  for (const [part, { holder, original }] of ticks) {
    const [pattern] = original;
    if (!pattern) continue;
    const isEmpty = original.every((tick) => tick.textContent === "");
    holder.replaceChildren(...shown.map(({ value, text }) => {
      const tick = pattern.cloneNode(true);
      const pixel = toPlace(toPixel(x, value));
      if (part === "grid") {
        tick.setAttribute("x1", pixel);
        tick.setAttribute("x2", pixel);
      } else {
        const transform = tick.getAttribute("transform") ?? "";
        tick.setAttribute(
          "transform",
          transform.replace(/^translate\([-\d.e]+/, `translate(${pixel}`),
        );
      }
      if (part === "axis tick label") {
        tick.setAttribute("y", "0.71em");
        tick.textContent = isEmpty ? "" : text;
      }
      return tick;
    }));
  }
}

function withTexts(axis, values) {
  const texts = formatTicks(axis, values);
  return values.map((value, i) => ({ value, text: texts[i] }));
}
