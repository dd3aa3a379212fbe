import { DuckDBInstance } from "@duckdb/node-api";
const data = await Deno.makeTempDir();
for (const cols of ["", "more"])
for (let i=0;i<3;i++){
const t0=performance.now();
const inst = await DuckDBInstance.create(`${data}/x${cols}${i}.duckdb`);
const c = await inst.connect();
await c.run(`CREATE TABLE samples AS WITH f AS (
 SELECT filename, UNNEST(map_entries(measurements)) AS h ${cols && ', "timestamp", "capiVersion"'} FROM read_json('/tmp/bb/**/*.json', filename=true, format='unstructured', columns={measurements:'MAP(VARCHAR, MAP(VARCHAR, STRUCT("Results" DOUBLE[], "Units" VARCHAR)))' ${cols && ", timestamp: 'BIGINT', 'capiVersion': 'VARCHAR'"}})),
 m AS (SELECT filename, h.key AS subject, UNNEST(map_entries(h.value)) AS e ${cols && ', "timestamp", "capiVersion"'}  FROM f)
 SELECT filename, subject, e.key AS kind, e.value."Units" AS unit, UNNEST(e.value."Results") AS value  ${cols && ', "timestamp", "capiVersion"'}  FROM m`);
console.log("duck", performance.now()-t0, (await c.runAndReadAll("select count(*), count(distinct filename||subject||kind) from samples")).getRows());
c.closeSync(); inst.closeSync();
}
{
const t0=performance.now();
const inst = await DuckDBInstance.create(`${data}/y.duckdb`);
const c = await inst.connect();
await c.run(`CREATE TABLE samples AS WITH f AS (
 SELECT filename, UNNEST(map_entries(measurements)) AS h FROM read_json('/tmp/bb/**/*.json', filename=true, format='unstructured', columns={measurements:'MAP(VARCHAR, MAP(VARCHAR, STRUCT("Results" DOUBLE[], "Units" VARCHAR)))' }))
 SELECT filename, h.key AS subject, map_keys(h.value)[1] AS kind,map_values(h.value)[1]."Units" AS unit, UNNEST(map_values(h.value)[1]."Results") AS value  FROM f`);
console.log("duck single", performance.now()-t0, (await c.runAndReadAll("select count(*), count(distinct filename||subject||kind) from samples")).getRows());
}
await Deno.remove(data,{recursive:true});
