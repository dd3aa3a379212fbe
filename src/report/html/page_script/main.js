/** Starts what makes a page more convenient; a page is complete without it. */
import { startFigures } from "./figures.js";
import { startPrint } from "./print.js";
import { startTableTools } from "./table_tools.js";
import { startTables } from "./tables.js";
import { startTheme } from "./theme.js";

startTheme();
const contents = document.querySelector("#contents details");
if (contents) contents.open = !matchMedia("(max-width: 64rem)").matches;
startTableTools();
startTables();
startFigures();
startPrint();
