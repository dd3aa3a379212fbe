import { expect, test } from "vitest";
import { toManifest } from "../../../src/systems/cf/cf_app.ts";
import { hello } from "./_stand_in.ts";

test("toManifest() is one application as JSON, whatever its name", () => {
  const options = {
    ...{ name: 'a": {', path: "/tmp/x", buildpack: "go_buildpack" },
    routes: false,
  };
  expect(JSON.parse(toManifest(hello, options))).toEqual({
    applications: [{
      ...{ name: 'a": {', path: "/tmp/x", instances: 2 },
      ...{ buildpacks: ["go_buildpack"], memory: "128M", disk_quota: "1024M" },
      "no-route": true,
      env: {
        GOPACKAGENAME: "example.com/loadline-app",
        LOG_LINES_PER_SECOND: "1",
        CRASH_AFTER_SECONDS: "0",
      },
    }],
  });
});
