/** Pointer in a figure: reads values where it is, zooms to what it is dragged over, shows all on a double click. */
import { samePlace, toValue } from "./axis.js";
import { addShape } from "./shapes.js";

/** A shorter drag is a click, in pixels. */
const MIN_DRAG = 5;
/** Width around a panel's frame that belongs to it, in pixels. */
const EDGE = 6;

const inOrder = (range) => [...range].sort((a, b) => a - b);

export function listenToPointer(svg, panels, { reader, zooms }) {
  let drag = null;
  // Panels may stand side by side or below each other, so each has its own pixels.
  const pixelIn = ({ group }, { clientX, clientY }) =>
    new DOMPoint(clientX, clientY)
      .matrixTransform(group.getScreenCTM().inverse());
  const panelAt = (event) =>
    panels.find((panel) => {
      const { x, y } = pixelIn(panel, event);
      const [left, right] = inOrder(panel.x.range);
      const [high, low] = inOrder(panel.y?.range ?? [0, 0]);
      return x >= left - EDGE && x <= right + EDGE &&
        y >= high - EDGE && y <= low + EDGE;
    });
  const moveDrag = (event) => {
    const [left, right] = inOrder(drag.panel.x.range);
    drag.to = Math.max(
      left,
      Math.min(right, pixelIn(drag.panel, event).x),
    );
  };
  const endDrag = () => {
    for (const { shape } of drag?.areas ?? []) shape.remove();
    drag = null;
  };

  svg.addEventListener("pointerdown", (event) => {
    const panel = panelAt(event);
    if (!panel || event.button !== 0) return;
    const pixel = pixelIn(panel, event);
    svg.focus({ preventScroll: true });
    if (event.pointerType === "touch") {
      // A finger reads where it taps; what it drags is the page.
      reader.show(panel, pixel);
      return;
    }
    event.preventDefault();
    if (!panel.canZoom) return;
    svg.setPointerCapture(event.pointerId);
    const areas = panels.filter(({ clock, y }) => clock === panel.clock && y)
      .map((other) => {
        const [top, bottom] = inOrder(other.y.range);
        const place = { class: "selection", y: top, height: bottom - top };
        const shape = addShape(other.group, "rect", { ...place, width: 0 });
        return { panel: other, shape };
      });
    drag = { panel, from: pixel.x, to: pixel.x, areas };
  });
  svg.addEventListener("pointermove", (event) => {
    if (!drag) {
      const panel = panelAt(event);
      if (panel) reader.show(panel, pixelIn(panel, event));
      else reader.hide();
      return;
    }
    moveDrag(event);
    for (const { panel, shape } of drag.areas) {
      const [left, right] = inOrder([drag.from, drag.to])
        .map((pixel) => samePlace(drag.panel, panel, pixel));
      shape.setAttribute("x", left);
      shape.setAttribute("width", right - left);
    }
  });
  svg.addEventListener("pointerup", (event) => {
    if (!drag) return;
    moveDrag(event);
    const { panel, from, to } = drag;
    endDrag();
    if (Math.abs(to - from) < MIN_DRAG) return;
    zooms.zoomTo(panel, toValue(panel.x, from), toValue(panel.x, to));
  });
  svg.addEventListener("pointercancel", endDrag);
  svg.addEventListener("pointerleave", ({ pointerType }) => {
    if (pointerType !== "touch") reader.hide();
  });
  svg.addEventListener("dblclick", zooms.reset);
}
