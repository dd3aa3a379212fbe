import { ingestFiles, toImporter } from "/work/main/src/ingest/mod.ts";
import { loadStore } from "/work/main/src/store/mod.ts";
const data = await Deno.makeTempDir();
for (let i=0;i<3;i++){
let t=performance.now(); const d=`${data}/${i}`;
await ingestFiles(toImporter("measurements"), ["/tmp/bb"], {data:d,experiment:"",settings:{}});
console.log("ingest", performance.now()-t); t=performance.now();
await loadStore(d, `${d}/loadline.duckdb`);
console.log("load", performance.now()-t);
}
await Deno.remove(data,{recursive:true});
