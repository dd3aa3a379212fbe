/** Messages between the thread that parses a log and the one that glances ahead of it (`glance_thread.ts`). */
import type { InputError } from "../source/importer.ts";
import type { GlancedBlock } from "./glanced_block.ts";

/** What the thread that glances is told. */
export type GlanceCommand =
  /** Begins to read a file; its name is for messages. */
  | { readonly type: "open"; readonly name: string; readonly path: string }
  /** A block of this size has been read. */
  | { readonly type: "taken"; readonly size: number };

/** What it says: blocks in order, then one of the others. */
export type GlanceMessage =
  | { readonly type: "block"; readonly block: GlancedBlock }
  | { readonly type: "end" }
  | {
    readonly type: "failed";
    readonly message: string;
    /** Of an `InputError`; null for any other error. */
    readonly parts: InputError["parts"] | null;
  };
