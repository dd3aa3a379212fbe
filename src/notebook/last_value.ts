/**
 * Bounds the text that is the value of a cell before the kernel sends it.
 *
 * The kernel passes a value through its debugger's protocol, a text at about 3 MB a second, before any code in it can see
 * the text: 100 MB took 35 s. So the last expression of a cell is given to the guard of `guards.ts` by the cell itself.
 */
import { stripTypeScriptTypes } from "node:module";
import { CHECK_VALUE } from "../jupyter/sandbox/guards.ts";

/** What would continue the statement above: parted from it, the text would have another meaning. */
const continuation = /^[-+*/%&|^=<>?:.,([`]/;

/** A declaration, which in brackets would declare nothing, and a block, which would become an object. */
const declaration = /^(?:async\s+)?function\b|^class\b|^let\b|^[{@]/;

/** What begins no expression: to parse it in brackets would fail, which takes longest. */
const statement =
  /^(?:const|do|enum|export|for|if|return|switch|throw|try|var|while)\b|^import\b(?!\s*[.(])/;

/**
 * Returns a cell's source whose last statement, if it is an expression, passes its value through the guard. Its lines
 * stay where they are. A cell whose last statement is not found for certain is returned unchanged.
 */
export function guardLastValue(source: string): string {
  const text = source.trimEnd().replace(/;$/, "");
  for (const start of toStarts(text)) {
    const head = text.slice(0, start);
    const last = text.slice(start);
    const isParted = /^\s*$|;\s*$/.test(head) || !continuation.test(last);
    if (!isParted || declaration.test(last) || statement.test(last)) continue;
    // The line end is for a comment at the end.
    if (!isProgram(`(${last}\n)`)) continue;
    const guarded =
      `${head}globalThis[Symbol.for("${CHECK_VALUE}")]((${last}\n))`;
    if (head.trim() === "") return guarded;
    // Not if the place is in a comment.
    if (isProgram(head) && isProgram(guarded)) return guarded;
  }
  return source;
}

/** Places where the last statement may begin, the last first: lines that are not indented, and what follows a `;`. */
function toStarts(text: string): number[] {
  const lines = [...text.matchAll(/^[^\s})\]]/gm)];
  const parts = [...text.matchAll(/(?<=;[ \t]+)\S/g)];
  return [...lines, ...parts].map(({ index }) => index).sort((a, b) => b - a);
}

function isProgram(code: string): boolean {
  try {
    stripTypeScriptTypes(code);
    return true;
  } catch {
    return false;
  }
}
