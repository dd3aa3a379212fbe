// @ts-check
/**
 * Loads the page again if one of its files did not arrive: a browser drops what it is loading when an address of its
 * machine changes, as where a container starts, and does not ask again for a script.
 */

const WAIT_MS = 1000;

globalThis.addEventListener("error", ({ target }) => {
  // An error in the code of a script has the window as its target.
  if (target instanceof Element) setTimeout(() => location.reload(), WAIT_MS);
}, true);
