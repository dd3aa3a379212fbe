/**
 * Reads the samples of a JTL file as XML, as a stream: the file may be cut off, which a parser of documents refuses.
 */
import { InputError, type SourceFile } from "../source/importer.ts";

/** Sample with its attributes, and the samples inside of which it stands. */
export interface XmlSample {
  readonly attributes: ReadonlyMap<string, string>;
  /** Message of its first failed assertion; empty if there is none. */
  failure: string;
  /** Samples around it, the outermost first. */
  readonly around: readonly XmlSample[];
}

/** A tag of a sample, the text of a failed assertion, or the end of all. */
const TAG =
  /<(\/?)(sample|httpSample)\b((?:"[^"]*"|'[^']*'|[^"'>])*)>|<failureMessage>([^<]*)<\/failureMessage>|<\/testResults>/g;
/** From the begin of a name on, as a search from each letter of a word without an end would take hours. */
const ATTRIBUTE = /(?<![\w:.-])([\w:.-]{1,100})\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Longest tag. */
const MAX_TAG_CHARS = 2 ** 22;
/** Samples inside of each other: each knows all that are around it. */
const MAX_DEPTH = 1000;

/** Yields samples when they end; returns false if the file is cut off. Throws `InputError` for what JMeter does not write. */
export function* readXmlSamples(
  { name, chunks }: Pick<SourceFile, "name" | "chunks">,
): Generator<XmlSample, boolean> {
  const open: XmlSample[] = [];
  let [rest, isWhole] = ["", false];
  for (const chunk of chunks()) {
    const text = rest + chunk;
    let end = 0;
    for (const match of text.matchAll(TAG)) {
      end = match.index + match[0].length;
      const [whole, slash, element, written = "", failure] = match;
      if (whole === "</testResults>") isWhole = true;
      else if (failure !== undefined) {
        const current = open.at(-1);
        if (current !== undefined) current.failure ||= decode(failure.trim());
      } else if (slash === "/") {
        const ended = open.pop();
        if (ended !== undefined) yield ended;
      } else if (element !== undefined) {
        if (open.length > MAX_DEPTH) {
          throw new InputError(
            name,
            "",
            `has more than ${MAX_DEPTH} samples inside of each other`,
            "check that the file is XML of JMeter",
          );
        }
        const sample: XmlSample = {
          attributes: attributesOf(written),
          failure: "",
          around: [...open],
        };
        if (written.trimEnd().endsWith("/")) yield sample;
        else open.push(sample);
      }
    }
    // A tag may go on in the next chunk; the text of a response may be long, and holds no tag.
    const start = text.lastIndexOf("<");
    rest = start >= end ? text.slice(start) : "";
    if (rest.length > MAX_TAG_CHARS) {
      throw new InputError(
        name,
        "",
        `has a tag of more than ${MAX_TAG_CHARS} characters`,
        "check that the file is XML of JMeter",
      );
    }
  }
  for (const sample of open.reverse()) yield sample;
  return isWhole;
}

/** Returns the attributes of a tag, from what stands behind the name of its element. */
export function attributesOf(written: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, key = "", double, single] of written.matchAll(ATTRIBUTE)) {
    attributes.set(key, decode(double ?? single ?? ""));
  }
  return attributes;
}

const entities = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

function decode(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex, decimal, name) => {
      if (name !== undefined) return entities.get(name) ?? whole;
      const code = hex !== undefined ? parseInt(hex, 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000)
        ? String.fromCodePoint(code)
        : whole;
    },
  );
}
