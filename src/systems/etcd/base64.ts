/** Texts as base64 of their UTF-8, by the functions of Node, which are faster than those of the web. */
import { Buffer } from "node:buffer";

export function encodeBase64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

export function decodeBase64(text: string): string {
  return Buffer.from(text, "base64").toString("utf8");
}
