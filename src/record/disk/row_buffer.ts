/** Rows on their way to a file, as text and as bytes, in order. */
import { writeAll } from "./write_whole.ts";

/** Size in characters that triggers a write before the next flush. */
const FULL_CHARS = 2 ** 18;

/** Buffer of rows. */
export class RowBuffer {
  /** What comes before the text. */
  #blocks: Uint8Array<ArrayBuffer>[] = [];
  #blockBytes = 0;
  #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get isFull(): boolean {
    return this.#text.length + this.#blockBytes >= FULL_CHARS;
  }

  addText(text: string): void {
    this.#text += text;
  }

  addBytes(bytes: Uint8Array<ArrayBuffer>): void {
    this.#endText();
    this.#addBlock(bytes);
  }

  /** Writes everything to a file; the buffer is then empty, even if that fails. */
  writeTo(file: Deno.FsFile): void {
    this.#endText();
    const blocks = this.#blocks;
    this.#blocks = [];
    this.#blockBytes = 0;
    for (const bytes of blocks) writeAll(file, bytes);
  }

  #endText(): void {
    if (this.#text === "") return;
    this.#addBlock(new TextEncoder().encode(this.#text));
    this.#text = "";
  }

  #addBlock(bytes: Uint8Array<ArrayBuffer>): void {
    this.#blocks.push(bytes);
    this.#blockBytes += bytes.length;
  }
}
