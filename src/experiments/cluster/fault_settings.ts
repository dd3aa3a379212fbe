/** Settings of experiments with faults, with their defaults. */
import { faults } from "../../lab/faults/fault_catalogue.ts";
import { choice, number, type Settings } from "../../lab/plan/settings.ts";

const [firstName, ...otherNames] = faults.map(({ name }) => name);

export const faultSettings = {
  fault: choice("Fault", [firstName ?? "none", ...otherNames], {
    about: "fault to inject",
  }),
  fault_duration: number("Fault lasts", 5, {
    unit: "s",
    about: "from injection to healing",
  }),
  recovery: number("Watched after healing", 15, {
    unit: "s",
    about: "load after healing, to observe the recovery",
  }),
  delay: number("Link delay", 0.05, {
    unit: "s",
    about: "added each way by slow-link",
  }),
  cpu_share: number("CPU share", 0.2, {
    unit: "1",
    min: 0.01,
    max: 1,
    about: "of one core, left to the node by slow-node",
  }),
} satisfies Settings;
