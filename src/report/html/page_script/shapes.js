/** Adds an SVG element to a parent. */
export function addShape(parent, tag, attributes) {
  const shape = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    shape.setAttribute(name, String(value));
  }
  parent.append(shape);
  return shape;
}
