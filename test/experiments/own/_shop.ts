/** A declared experiment on a system that is never started. */
import type { z } from "zod";
import type { OwnExperiment } from "../../../src/experiments/own/own_experiment.ts";
import { choice } from "../../../src/lab/plan/settings.ts";
import { processSystem } from "../../../src/systems/own/declaration.ts";

export const shop = processSystem({
  name: "shop",
  title: "a shop",
  command: ["shop", "{port}", "--color={color}"],
  ready: { tcp: true },
});

/** Returns what a user declares, with changes. */
export function declareShop(
  changes: Partial<z.input<typeof OwnExperiment>> = {},
): z.input<typeof OwnExperiment> {
  return {
    name: "checkout",
    question: "How fast is the shop?",
    systems: [shop],
    settings: {
      workers: 7,
      color: choice("Color", ["red", "blue"]),
    },
    scenario: {
      journeys: [{ name: "look", steps: [{ name: "list", path: "/{color}" }] }],
    },
    presets: {
      quick: { title: "Quick", settings: { duration: 5 } },
      colors: { title: "Colors", axes: { color: ["red", "blue"] } },
    },
    objectives: [{ metric: "list.p95", is: "at most", value: 0.1 }],
    ...changes,
  };
}
