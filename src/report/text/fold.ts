/** Text under a line that opens it: a fenced block whose info is `fold` and a title. */
import { escapeHtml, fenced, plainText } from "./escape.ts";

const INFO = /^fold (.+)$/;

/** Returns Markdown that shows `text` as it is, under a line that opens it. */
export function foldedText(title: string, text: string): string {
  // The info of a fence ends with its line and has no backtick.
  const line = plainText(title).replace(/[\s`]+/g, " ").trim();
  return fenced(text, line === "" ? "text" : `fold ${line}`);
}

/** Returns the title in the info of a fenced block; null for an ordinary block. */
export function foldTitle(info: string): string | null {
  return INFO.exec(info.trim())?.[1] ?? null;
}

/** Puts rendered content under a line that opens it; the title is text. */
export function openFold(title: string, content: string): string {
  return `<details>\n<summary>${
    escapeHtml(title)
  }</summary>\n\n${content}\n\n</details>`;
}
