import { DuckDBInstance } from "@duckdb/node-api";
import { toImporter } from "/work/main/src/ingest/mod.ts";
import { listSources, readSource } from "/work/main/src/ingest/source.ts";
import { PartWriter } from "/work/main/src/record/mod.ts";
import { parseMeasurements } from "/work/main/src/ingest/ginkgo.ts";
import { loadStore } from "/work/main/src/store/mod.ts";
const data = await Deno.makeTempDir();
const imp = toImporter("measurements");
for (let i=0;i<2;i++){
let t=performance.now(); const lap=(n:string)=>{const x=performance.now(); console.log(n, Math.round(x-t)); t=x;};
const files = await listSources(["/tmp/bb"], imp.extensions); lap("list");
const src=[]; for (const f of files) src.push(await readSource(f)); lap("read");
const js=[]; for (const f of src) js.push(JSON.parse(f.text)); lap("JSON.parse");
for (const f of src) parseMeasurements(f); lap("parseMeasurements");
const im=[]; for (const f of src) im.push(imp.read(f,{experiment:"x",settings:{}})); lap("importer");
const w = new PartWriter(`${data}/p${i}`);
for (const x of im) w.appendAll(x.rows); lap("append");
w.flush(); lap("flush");
await w.close(); lap("close");
for await (const e of Deno.readDir(`${data}/p${i}`)) console.log(e.name, Deno.statSync(`${data}/p${i}/${e.name}`).size);
}
