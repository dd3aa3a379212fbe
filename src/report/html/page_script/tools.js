/** Row of small controls beside a table or figure; the script makes it, as it does nothing without the script. */

/** Makes an empty row of controls. */
export function makeTools() {
  const tools = document.createElement("div");
  tools.className = "tools";
  return tools;
}

/** Adds a button; `name` says to a screen reader what the label leaves out. */
export function addButton(tools, { label, name }, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.setAttribute("aria-label", name);
  button.addEventListener("click", act);
  tools.append(button);
  return button;
}

/** Lets the reader save a text as a file. */
export function saveFile(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun when the click returns; the address may go a moment later.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
