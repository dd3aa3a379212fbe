/** The application that is pushed unless the user names another: a Go program that logs and crashes as its kind does. */
import type { AppSpec } from "../platform/platform.ts";

const MIB = 2 ** 20;

/** Name of its module, which the Go buildpack builds. */
const MODULE = "example.com/loadline-app";

const program =
  `// Command loadline-app answers HTTP, writes lines of log at a rate, and may crash after a while.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"
	"time"
)

func number(name string) float64 {
	value, err := strconv.ParseFloat(os.Getenv(name), 64)
	if err != nil {
		return 0
	}
	return value
}

func main() {
	if rate := number("LOG_LINES_PER_SECOND"); rate > 0 {
		go func() {
			for n := 0; ; n++ {
				fmt.Printf("line %d of instance %s\\n", n, os.Getenv("CF_INSTANCE_INDEX"))
				time.Sleep(time.Duration(float64(time.Second) / rate))
			}
		}()
	}
	if seconds := number("CRASH_AFTER_SECONDS"); seconds > 0 {
		time.AfterFunc(time.Duration(seconds*float64(time.Second)), func() { os.Exit(1) })
	}
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}
`;

/** Writes the program to a folder, which it makes. */
export async function writeApp(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(`${folder}/main.go`, program);
  await Deno.writeTextFile(`${folder}/go.mod`, `module ${MODULE}\n\ngo 1.21\n`);
}

export interface ManifestOptions {
  /** Name on the platform. */
  readonly name: string;
  /** Folder with the application. */
  readonly path: string;
  readonly buildpack: string;
  readonly routes: boolean;
}

/** Returns a manifest of one application as JSON, which is YAML too; its sizes are in whole mebibytes. */
export function toManifest(
  { instances, memory, disk, logRate, crashAfter }: AppSpec,
  { name, path, buildpack, routes }: ManifestOptions,
): string {
  const inMebibytes = (bytes: number) => `${Math.ceil(bytes / MIB)}M`;
  return JSON.stringify({
    applications: [{
      ...{ name, path, instances, buildpacks: [buildpack] },
      ...{ memory: inMebibytes(memory), disk_quota: inMebibytes(disk) },
      ...routes ? {} : { "no-route": true },
      env: {
        GOPACKAGENAME: MODULE,
        LOG_LINES_PER_SECOND: String(logRate),
        CRASH_AFTER_SECONDS: String(crashAfter ?? 0),
      },
    }],
  });
}
