/** A notebook's result as it is kept between runs. */
import { z } from "zod";
import type { Execution } from "../notebook/mod.ts";

const Cell = z.object({
  id: z.string(),
  kind: z.enum(["markdown", "code", "raw"]),
  source: z.string(),
  tags: z.array(z.string()),
});

const Output = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("stream"),
    name: z.enum(["stdout", "stderr"]),
    text: z.string(),
  }),
  z.object({
    type: z.literal("display"),
    data: z.record(z.string(), z.unknown()),
  }),
  z.object({
    type: z.literal("error"),
    name: z.string(),
    message: z.string(),
    traceback: z.array(z.string()),
  }),
]);

const WholeExecution: z.ZodType<Execution> = z.object({
  notebook: z.object({
    name: z.string(),
    title: z.string(),
    byDefault: z.boolean(),
    requires: z.array(z.string()),
    cells: z.array(Cell),
  }),
  cells: z.array(Cell.extend({
    outputs: z.array(Output),
    status: z.enum(["ok", "failed", "not run"]),
  })),
  parameters: z.record(z.string(), z.unknown()),
  reads: z.array(z.string()),
  // One that failed is not kept.
  failure: z.null(),
});

/** What is kept: a whole execution, and what it holds for. */
export const Frozen = z.object({
  /** Digest of notebook, parameters, code and Deno. */
  key: z.string(),
  /** Digest of each experiment it opened; `*` stands for all of them. */
  records: z.record(z.string(), z.string()),
  execution: WholeExecution,
});
