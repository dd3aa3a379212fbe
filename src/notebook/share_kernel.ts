/** Says which notebooks may be executed on one kernel, one after the other. */
import type { Notebook } from "./model.ts";

/** Words by which a cell could leave something for the next notebook, find what one before has left, or go on after its end. */
const telling: readonly RegExp[] = [
  // Declarations other than constants and imports: of those alone the kernel forgets the values.
  /\b(?:var|let|using|class|function|enum|namespace|declare)\b/,
  // The type checker must see each name; a comment sets the factory of JSX for all later cells.
  /@(?:ts-|jsx)/,
  // Types that let a cell write into what it imports, which the others would find there; a module itself is read-only.
  /(?:\bas|[:<,|&=(])\s*(?:any|unknown|never)\b(?!\s*:)/,
  // The global object, code as text, and what belongs to the code of all.
  /\b(?:globalThis|global|self|window|eval|Function|Reflect|Proxy|Symbol|RegExp)\b/,
  /\b(?:prototype|__proto__|constructor)\b|\bimport\s*\(/,
  /\bObject\b(?!\.(?:entries|fromEntries|groupBy|hasOwn|keys|values)\b)/,
  /\b(?:[A-Z]\w*|console|z)\.\w+\s*=(?![=>])/,
  /\bz\.(?:config|globalRegistry|locales)\b|\.(?:meta|register)\(/,
  // What happens later, or elsewhere.
  /\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b|\bAtomics\b/,
  /\b(?:add|remove|dispatch)Event|\breportError\b|\bon(?:error|unhandledrejection)\b/,
  /\b(?:AbortSignal|BroadcastChannel|EventSource|EventTarget|MessageChannel|WebAssembly|WebSocket|Worker)\b|\bfetch\(/,
  // The state of the process, and of what is printed: `console.group()` indents.
  /\bDeno\b(?!\.jupyter\.display\b)|\bsessionStorage\b|\bperformance\b|\bcrypto\b/,
  /(?:^|[=(,[{:]\s*)process\b|\bprocess\s*(?:\?\.|\.\w|\[)/m,
  /\bconsole\b(?!\.(?:debug|error|info|log|warn)\b)/,
  // Each kernel gives the same random numbers in the same order.
  /\brandom|\bshuffle\b|\.sample\(/,
  // It has packages of its own.
  /\bloadDanfo\b/,
];

/**
 * Whether nothing of a notebook can be seen by the next one on its kernel, nor by it what is left of an earlier one, so
 * that its outputs are those of a kernel of its own. It goes by words, also in strings: in doubt the answer is no.
 *
 * What a notebook declares is out of reach of the next one: the types of each are checked alone, and a name that it does not
 * declare itself is an error. This guards against accidents; a notebook is code of the project, reviewed as such.
 */
export function mayShareKernel({ cells, requires }: Notebook): boolean {
  return requires.length === 0 &&
    cells.every(({ kind, source }) =>
      kind !== "code" || !telling.some((words) => words.test(source))
    );
}
