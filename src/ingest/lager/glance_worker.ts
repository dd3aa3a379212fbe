/** Glances at the lines of a log, ahead of the thread that parses; `glance_thread.ts` is its other side. */
import { InputError } from "../source/importer.ts";
import { readSource } from "../source/source.ts";
import type { GlanceCommand, GlanceMessage } from "./glance_messages.ts";
import { type GlancedBlock, glancedBlocks } from "./glanced_block.ts";

/**
 * Bytes of the blocks that are not read yet, at most, and one block: so much is done while the other thread digests the
 * file, and memory does not grow with it.
 */
const MAX_AHEAD = 2 ** 24;

/** Null before the file is opened, and behind its end. */
let blocks: Iterator<GlancedBlock> | null = null;
/** Bytes of the blocks that are not read yet, about. */
let ahead = 0;

self.onmessage = ({ data: command }: MessageEvent<GlanceCommand>) => {
  try {
    if (command.type === "open") blocks = readBlocks(command);
    else ahead -= command.size;
    sendBlocks();
  } catch (error) {
    blocks = null;
    const { message } = error as Error;
    const parts = error instanceof InputError ? error.parts : null;
    send({ type: "failed", message, parts });
  }
};

function send(message: GlanceMessage): void {
  self.postMessage(message);
}

function readBlocks(
  { name, path }: Extract<GlanceCommand, { readonly type: "open" }>,
): Iterator<GlancedBlock> {
  // The other thread has opened it, and digests it.
  const file = readSource(name, { at: path, maxBytes: Infinity, isLazy: true });
  return glancedBlocks(file.lines());
}

function sendBlocks(): void {
  while (blocks !== null && ahead < MAX_AHEAD) {
    const next = blocks.next();
    if (next.done) {
      blocks = null;
      return send({ type: "end" });
    }
    ahead += next.value.size;
    send({ type: "block", block: next.value });
  }
}
