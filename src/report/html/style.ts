/** Style sheet of every page: two themes, screens of any width, and print. */
import anchors from "./page_style/anchors.css" with { type: "text" };
import base from "./page_style/base.css" with { type: "text" };
import figures from "./page_style/figures.css" with { type: "text" };
import firstScreen from "./page_style/first_screen.css" with { type: "text" };
import index from "./page_style/index.css" with { type: "text" };
import print from "./page_style/print.css" with { type: "text" };
import prose from "./page_style/prose.css" with { type: "text" };
import tables from "./page_style/tables.css" with { type: "text" };

/** CSS text, without the colours of highlighted code. Print comes last, as it overrides. */
export const STYLE = [
  base,
  prose,
  anchors,
  firstScreen,
  tables,
  figures,
  index,
  print,
]
  .join("\n");
