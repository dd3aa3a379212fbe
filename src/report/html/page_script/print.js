/** Paper: light colours, and no fold closed but those of code. */

export function startPrint() {
  const root = document.documentElement;
  let before = null;
  addEventListener("beforeprint", () => {
    const folds = [...document.querySelectorAll("main details:not([open])")]
      .filter((fold) => !fold.classList.contains("code"));
    for (const fold of folds) fold.open = true;
    before = { folds, theme: root.dataset.theme };
    root.dataset.theme = "light";
  });
  addEventListener("afterprint", () => {
    for (const fold of before?.folds ?? []) fold.open = false;
    if (before?.theme) root.dataset.theme = before.theme;
    else delete root.dataset.theme;
    before = null;
  });
}
