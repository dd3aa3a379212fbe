import { expect, test } from "vitest";
import { UnavailableError } from "../../../src/lab/processes/unavailable.ts";
import { UsageError } from "../../../src/record/mod.ts";
import type { ControlPlane } from "../../../src/systems/control_plane/control_plane.ts";
import { etcd } from "../../../src/systems/etcd/etcd.ts";
import { openGateway } from "../../../src/systems/etcd/etcd_gateway.ts";
import { toTestLrp, withControlPlane } from "../../testing/control_planes.ts";
import { withSettings } from "../../testing/lakes.ts";
import { withPlatformRun } from "../../testing/platform_trials.ts";
import { findProgram } from "../../testing/programs.ts";
import { whileQuiet } from "../../testing/quiet.ts";
import { requireSound, RUN_STALL_MS } from "../../testing/sound_runs.ts";

const testEtcd = test.skipIf(findProgram("etcd") === null);
const { signal } = new AbortController();

const PASSWORD = "open sesame";

function urlOf({ client }: ControlPlane): string {
  if (client.kind === "etcd") return client.url;
  throw new TypeError("There must be an etcd");
}

/** Lets in nobody but the user `root`. */
async function requireLogin(url: string): Promise<void> {
  const post = async (path: string, body: object) => {
    const response = await fetch(`${url}/v3/auth/${path}`, {
      ...{ method: "POST", body: JSON.stringify(body) },
    });
    expect([path, response.status, await response.text()])
      .toEqual([path, 200, expect.any(String)]);
  };
  await post("user/add", { name: "root", password: PASSWORD });
  await post("role/add", { name: "root" });
  await post("user/grant", { user: "root", role: "root" });
  await post("enable", {});
}

testEtcd(
  "a run on somebody's etcd keeps below a key of its own, removes it, and records nobody's password (needs the package etcd-server)",
  () =>
    withControlPlane(etcd, async (plane, client) => {
      const url = urlOf(plane);
      const settings = { address: new URL(url).host };
      const gateway = openGateway({ url, root: "", token: "" });
      const ofRuns = () => gateway.count("/loadline-run", signal);
      expect((await client.desire(toTestLrp("theirs"))).outcome).toBe("ok");

      // Without a user, where everybody may.
      await withControlPlane(etcd, async (own, ownClient) => {
        expect((await ownClient.desire(toTestLrp("ours"))).outcome).toBe("ok");
        expect((await ownClient.fetchDesired()).value?.guids).toEqual(["ours"]);
        expect(await ofRuns()).toBeGreaterThan(0);
        expect(await own.size?.()).toEqual({
          ...{ desired: 1, actual: 1, bytes: null },
        });
      }, { settings });
      expect(await ofRuns()).toBe(0);
      expect((await client.fetchDesired()).value?.guids).toEqual(["theirs"]);

      await requireLogin(url);
      const as = (password: string, act: () => Promise<void>) =>
        withSettings({
          LOADLINE_DATABASE_USER: "root",
          LOADLINE_DATABASE_PASSWORD: password,
        }, act);
      await as("not the password", () =>
        expect(withControlPlane(etcd, () =>
          Promise.resolve(), { settings }))
          .rejects.toThrow(UnavailableError));
      await as(PASSWORD, () =>
        whileQuiet(RUN_STALL_MS, () =>
          withPlatformRun("control-plane/smoke", {
            ...{ system: etcd, settings, set: { duration: 1 } },
          }, ({ run }) => {
            requireSound(run);
            expect(run.notes).toBe("");
            expect(JSON.stringify(run)).not.toContain(PASSWORD);
            return Promise.resolve();
          })));
    }),
);

test("settings of an address that etcd cannot have are refused", () => {
  expect(() => etcd.sizes({ address: "here" })).toThrow(UsageError);
  expect(etcd.sizes({ address: "here:2379" })).toEqual([]);
});
