/** Finds what is wrong between the workers of a driver and its other parts. */
import {
  type Distributed,
  workerCount,
} from "../../workloads/distributed/distributed.ts";
import type { OwnFields } from "./own_fields.ts";
import type { Problem } from "./own_problem.ts";
import { programProblems } from "./program_problems.ts";

/** Options of Locust that the lab gives. */
const given = [
  ...["-f", "--locustfile", "--master", "--worker", "--processes"],
  ...["--master-bind-host", "--master-bind-port", "--expect-workers"],
];

/** Returns what is wrong, each with its key and a remedy. */
export function distributedProblems(
  { driver, settings, secrets }: OwnFields,
): Problem[] {
  const distributed = driver?.distributed ?? null;
  if (driver === null || distributed === null) return [];
  const path = ["driver", "distributed"];
  const words = driver.command.map((word) => word.replace(/=.*$/s, ""));
  const own = words.find((word) => given.includes(word));
  return [
    ...driver.format === "locust" ? [] : [{
      path: ["driver", "format"],
      message:
        `cannot be '${driver.format}' with workers of Locust: use "locust"`,
    }],
    ...own === undefined ? [] : [{
      path: ["driver", "command"],
      message:
        `has ${own}, which the lab gives: use the keys of distributed instead`,
    }],
    ...countProblems(distributed, path),
    ...distributed.kubernetes !== null && isOwnMachine(distributed.address)
      ? [{
        path: [...path, "address"],
        message:
          `cannot be ${distributed.address} with pods, to which that is themselves: use the address of this machine, and bind`,
      }]
      : [],
    ...programProblems({ open: { ssh: distributed.ssh.flat() }, env: {} }, {
      ...{ path, placeholders: ["master_port"] },
      ...{ settings, secrets },
    }),
  ];
}

function countProblems(
  distributed: Distributed,
  path: Problem["path"],
): Problem[] {
  return workerCount(distributed) > 0 ? [] : [{
    path,
    message: "has no workers: set here, ssh, by_hand or kubernetes",
  }];
}

function isOwnMachine(address: string): boolean {
  return address === "localhost" || address.startsWith("127.");
}
