import { DuckDBInstance } from "@duckdb/node-api";
import { ingestFiles, toImporter } from "/work/main/src/ingest/mod.ts";
import { digestPart, readPart, readRuns, tableSource, sqlText } from "/work/main/src/record/mod.ts";
const data = await Deno.makeTempDir();
let t=performance.now(); const lap=(n:string)=>{const x=performance.now(); console.log(n, Math.round(x-t)); t=x;};
await ingestFiles(toImporter("measurements"), ["/tmp/bb"], {data,experiment:"",settings:{}}); lap("ingest");
const f=`${data}/cf-api-timings`;
const {runs}=await readRuns(f); lap("readRuns");
const files=await readPart(`${f}/${runs[0]!.part}`); 
await digestPart(runs, files); lap("digest");
for (const threads of ["1","2"]) {
const p=`${data}/n${threads}.duckdb`;
const i=await DuckDBInstance.create(p,{threads}); const c=await i.connect();
await c.run("BEGIN"); await c.run(await Deno.readTextFile("/work/main/src/store/schema.sql")); lap("schema");
const orig=c.run.bind(c);
const { insertPart } = await import("/work/main/src/store/insert.ts");
// deno-lint-ignore no-explicit-any
(c as any).run = async (sql:string, ...a:any[])=>{const x=performance.now(); const r=await orig(sql,...a); console.log("   ", sql.slice(0,40), Math.round(performance.now()-x)); return r;};
await insertPart(c,{experiment:"cf-api-timings",part:runs[0]!.part,digest:"x",runs,files,rejected:[]},data); lap("insertPart");
await c.run("COMMIT"); await c.run("CHECKPOINT"); lap("commit");
c.closeSync(); i.closeSync(); console.log(Deno.statSync(p).size);
}
const parquet=files.find(x=>x.table==="operations")!.path;
const i=await DuckDBInstance.create(":memory:",{threads:"1"}); const c=await i.connect();
await c.run(`COPY (FROM ${tableSource("operations",parquet)}) TO '${data}/o.csv' (nullstr '')`); lap("to csv");
for (const l of ["COMPRESSION zstd, COMPRESSION_LEVEL 9","COMPRESSION zstd, COMPRESSION_LEVEL 3","COMPRESSION zstd, COMPRESSION_LEVEL 1","COMPRESSION snappy"]) {
await c.run(`COPY (FROM ${tableSource("operations",`${data}/o.csv`)}) TO '${data}/o.parquet' (FORMAT parquet, ${l})`); lap(l); console.log(Deno.statSync(`${data}/o.parquet`).size);}
await c.run(`SELECT count(*), max(error),max(worker),sum(duration_s),max(subject),max(operation_id) FROM ${tableSource("operations",`${data}/o.csv`)}`); lap("csv scan");
await Deno.remove(data,{recursive:true});
