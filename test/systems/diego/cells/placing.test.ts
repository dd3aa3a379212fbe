import { expect, test } from "vitest";
import { toPlacing } from "../../../../src/systems/diego/cells/placing.ts";

const lrp = {
  ...{ instances: 2, memory: 2 ** 30, disk: 2 ** 29, routes: [] },
  runInfo: "",
};

test("toPlacing() gives cells the instances of their LRPs in batches, and counts what runs", async () => {
  const done: string[] = [];
  const batches: number[] = [];
  const answers = ["7", ""];
  const placing = toPlacing({
    database: {
      query(_, statement) {
        done.push(statement);
        const answer = answers.shift() ?? "";
        return answer === ""
          ? Promise.reject(new Error("no connection"))
          : Promise.resolve(answer);
      },
    },
    auctioneer: {
      end: () => Promise.resolve(void done.push("end")),
      restart: () => Promise.resolve(void done.push("restart")),
    },
    cells: {
      run(instances) {
        batches.push(instances.length);
        if (batches.length > 1) return Promise.resolve();
        expect(instances.slice(0, 2)).toEqual([
          {
            ...{ cell: "cell-0000", guid: "lrp-0", index: 0, domain: "d" },
            ...{ memoryMb: 1024, diskMb: 512 },
          },
          {
            ...{ cell: "cell-0000", guid: "lrp-0", index: 1, domain: "d" },
            ...{ memoryMb: 1024, diskMb: 512 },
          },
        ]);
        return Promise.resolve();
      },
    },
    domain: "d",
  });
  await placing.hold();
  await placing.place(
    Array.from({ length: 4000 }, (_, i) => ({
      ...{ lrp: { ...lrp, guid: `lrp-${i}` }, cell: "cell-0000" },
    })),
  );
  expect(batches).toEqual([5000, 3000]);
  expect(await placing.running()).toBe(7);
  expect(await placing.running()).toBeNull();
  await placing.release();
  expect([done[0], done.at(-1)]).toEqual(["end", "restart"]);
});
