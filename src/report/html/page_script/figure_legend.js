/** Legend of a figure as buttons: each hides and shows the marks of its series. */
import { addShape } from "./shapes.js";

/** Makes each entry of the legend that explains a series a button. `changed` is called after each change. */
export function makeLegendButtons(svg, changed) {
  const marks = [...svg.querySelectorAll("g[data-series]")];
  const entries = Map.groupBy(
    svg.querySelectorAll("g[data-legend]"),
    (part) => part.getAttribute("data-legend"),
  );
  for (const [name, parts] of entries) {
    const own = marks.filter((mark) =>
      mark.getAttribute("data-series") === name
    );
    if (own.length === 0) continue;
    const button = addShape(parts[0].parentNode, "g", {
      class: "entry",
      role: "button",
      tabindex: 0,
      "aria-pressed": true,
      "aria-label": `Show ${name}`,
    });
    // Where the entry was, so that the order of the keyboard is that of the legend.
    parts[0].before(button);
    button.append(...parts);
    const box = button.getBBox();
    const area = addShape(button, "rect", {
      class: "area",
      x: box.x - 4,
      y: box.y - 2,
      width: box.width + 8,
      height: box.height + 4,
    });
    button.prepend(area);
    const toggle = () => {
      const show = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(show));
      for (const mark of own) mark.style.display = show ? "" : "none";
      changed();
    };
    button.addEventListener("click", toggle);
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      toggle();
    });
  }
}
