/** Pointer in a figure: reads values where it is, zooms to what it is dragged over, shows all on a double click. */
import { toValue } from "./axis.js";
import { addShape } from "./shapes.js";

/** A shorter drag is a click, in pixels. */
const MIN_DRAG = 5;
/** Width around a panel's frame that belongs to it, in pixels. */
const EDGE = 6;

const inOrder = (range) => [...range].sort((a, b) => a - b);

export function listenToPointer(svg, panels, { reader, zooms }) {
  let drag = null;
  const pixelOf = ({ clientX, clientY }) =>
    new DOMPoint(clientX, clientY)
      .matrixTransform(svg.getScreenCTM().inverse());
  const panelAt = ({ x, y }) =>
    panels.find(({ top, x: across, y: down }) => {
      const [left, right] = inOrder(across.range);
      const [high, low] = inOrder(down?.range ?? [0, 0]);
      return x >= left - EDGE && x <= right + EDGE &&
        y >= top + high - EDGE && y <= top + low + EDGE;
    });
  const moveDrag = ({ x }) => {
    const [left, right] = inOrder(drag.panel.x.range);
    drag.to = Math.max(left, Math.min(right, x));
  };
  const endDrag = () => {
    for (const { shape } of drag?.areas ?? []) shape.remove();
    drag = null;
  };

  svg.addEventListener("pointerdown", (event) => {
    const pixel = pixelOf(event);
    const panel = panelAt(pixel);
    if (!panel || event.button !== 0) return;
    svg.focus({ preventScroll: true });
    if (event.pointerType === "touch") {
      // A finger reads where it taps; what it drags is the page.
      reader.show(panel, { x: pixel.x, y: pixel.y - panel.top });
      return;
    }
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
    const areas = panels.filter(({ clock, y }) => clock === panel.clock && y)
      .map(({ group, y }) => {
        const [top, bottom] = inOrder(y.range);
        const place = { class: "selection", y: top, height: bottom - top };
        return { shape: addShape(group, "rect", { ...place, x: 0, width: 0 }) };
      });
    drag = { panel, from: pixel.x, to: pixel.x, areas };
  });
  svg.addEventListener("pointermove", (event) => {
    const pixel = pixelOf(event);
    if (!drag) {
      const panel = panelAt(pixel);
      if (panel) reader.show(panel, { x: pixel.x, y: pixel.y - panel.top });
      else reader.hide();
      return;
    }
    moveDrag(pixel);
    for (const { shape } of drag.areas) {
      shape.setAttribute("x", Math.min(drag.from, drag.to));
      shape.setAttribute("width", Math.abs(drag.to - drag.from));
    }
  });
  svg.addEventListener("pointerup", (event) => {
    if (!drag) return;
    moveDrag(pixelOf(event));
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
