/** Settings of experiments with faults, with their defaults. */
import {
  faults,
  faultSettings as severities,
} from "../../lab/faults/fault_catalogue.ts";
import { choice, number, type Settings } from "../../lab/plan/settings.ts";

export const faultSettings = {
  fault: choice("Fault", ["none", ...faults.map(({ name }) => name)], {
    about: "fault to inject; several together, kill-leader+slow-link, " +
      "or at their own times, kill-leader@0s..5s+pause-leader@20s..25s",
    combinable: true,
  }),
  fault_duration: number("Fault lasts", 5, {
    unit: "s",
    min: 0.1,
    about: "from injection to healing, of faults without their own times",
  }),
  recovery: number("Watched after healing", 15, {
    unit: "s",
    about: "load after healing, to observe the recovery",
  }),
  ...severities,
} satisfies Settings;
