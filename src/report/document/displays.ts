/** Which of the forms that a cell offers for one value a report shows. */
import { z } from "zod";
import type { MimeBundle } from "../../notebook/mod.ts";
import { plainText } from "../text/escape.ts";
import { TABLE_MIME, TableData } from "../table/table_data.ts";

/** MIME type of what a figure says of itself; its drawing is `image/svg+xml` in the same bundle. */
export const FIGURE_MIME = "application/vnd.loadline.figure+json";

const FigureData = z.object({ title: z.string() });

export type Display =
  | { readonly kind: "table"; readonly table: TableData }
  | {
    readonly kind: "figure";
    readonly svg: string;
    /** Empty for a drawing that says nothing of itself. */
    readonly title: string;
  }
  | { readonly kind: "markdown"; readonly text: string }
  /** PNG in base64. */
  | { readonly kind: "image"; readonly png: string }
  /** HTML as displayed, not yet cleaned. */
  | { readonly kind: "html"; readonly html: string }
  | { readonly kind: "text"; readonly text: string };

/**
 * The richest form that both kinds of report can render; null when there is none.
 *
 * Table and figure data come first, as we render them ourselves. Markdown comes before HTML, which is trusted with little.
 * A bundle of a known type with unexpected content falls through to its next form.
 */
export function toDisplay(data: MimeBundle): Display | null {
  const table = TableData.safeParse(data[TABLE_MIME]);
  if (table.success) return { kind: "table", table: table.data };

  const svg = textIn(data, "image/svg+xml");
  if (/<svg[\s/>]/.test(svg)) {
    const { data: figure } = FigureData.safeParse(data[FIGURE_MIME]);
    const text = textIn(data, "text/markdown");
    if (!figure && text !== "") return { kind: "markdown", text };
    return { kind: "figure", svg, title: figure?.title ?? "" };
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
