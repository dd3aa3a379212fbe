/** Picks the form of a cell's output that a report shows. */
import { z } from "zod";
import type { MimeBundle } from "../../notebook/mod.ts";
import { ANSWER_MIME, AnswerData } from "./answer_data.ts";
import { plainText } from "../text/escape.ts";
import { TABLE_MIME, TableData } from "../table/table_data.ts";

/** MIME type of a figure's description; its drawing is `image/svg+xml` in the same bundle. */
export const FIGURE_MIME = "application/vnd.loadline.figure+json";

/** Values of a figure as a table; a row is as long as there are columns. */
const FigureTable = z.object({
  columns: z.array(z.object({ label: z.string(), unit: z.string() })),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
}).refine(({ columns, rows }) =>
  rows.every((row) => row.length === columns.length)
);
export type FigureTable = z.infer<typeof FigureTable>;

const NO_VALUES: FigureTable = { columns: [], rows: [] };

const FigureData = z.object({
  title: z.string(),
  data: FigureTable.catch(NO_VALUES),
});

/** Output of a cell, in the one form that a report shows. */
export type Display =
  | { readonly kind: "answer"; readonly answer: AnswerData }
  | { readonly kind: "table"; readonly table: TableData }
  | {
    readonly kind: "figure";
    readonly svg: string;
    /** Empty for a drawing without a description. */
    readonly title: string;
    /** Without columns if the figure brought none. */
    readonly data: FigureTable;
  }
  | { readonly kind: "markdown"; readonly text: string }
  /** PNG in base64. */
  | { readonly kind: "image"; readonly png: string }
  /** HTML as displayed, not yet cleaned. */
  | { readonly kind: "html"; readonly html: string }
  | { readonly kind: "text"; readonly text: string };

/**
 * Returns the richest form that both kinds of report can render; null if there is none.
 *
 * Answers, tables and figures come first, as their data is structured. Markdown comes before HTML, of which little passes
 * cleaning. Unexpected content of a known type is skipped for the next form.
 */
export function toDisplay(data: MimeBundle): Display | null {
  const answer = AnswerData.safeParse(data[ANSWER_MIME]);
  if (answer.success) return { kind: "answer", answer: answer.data };

  const table = TableData.safeParse(data[TABLE_MIME]);
  if (table.success) return { kind: "table", table: table.data };

  const svg = textIn(data, "image/svg+xml");
  if (/<svg[\s/>]/.test(svg)) {
    const { data: figure } = FigureData.safeParse(data[FIGURE_MIME]);
    const text = textIn(data, "text/markdown");
    if (!figure && text !== "") return { kind: "markdown", text };
    const { title = "", data: values = NO_VALUES } = figure ?? {};
    return { kind: "figure", svg, title, data: values };
  }
  const text = textIn(data, "text/markdown");
  if (text !== "") return { kind: "markdown", text };

  const png = textIn(data, "image/png").replace(/\s/g, "");
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(png)) return { kind: "image", png };

  const html = textIn(data, "text/html");
  if (html !== "") return { kind: "html", html };

  const plain = plainText(textIn(data, "text/plain"));
  return plain.trim() === "" ? null : { kind: "text", text: plain };
}

function textIn(data: MimeBundle, type: string): string {
  const value = data[type];
  return typeof value === "string" ? value : "";
}
