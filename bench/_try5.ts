import { importers } from "/work/main/src/ingest/mod.ts";
import { listSources, readSource } from "/work/main/src/ingest/source.ts";
import { columnTypes } from "/work/main/src/record/mod.ts";
const imp = importers[2]!;
type R=Record<string,any>;
const all:R[][]=[];
for (const f of await listSources(["/tmp/bb"], imp.extensions)) all.push(imp.read(await readSource(f),{experiment:"x",settings:{}}).rows.operations as any);
const columns=Object.keys(columnTypes.operations);
const enc=new TextEncoder();
function A(){ // char loop
  let bytes=new Uint8Array(1<<23); let n=0, total=0;
  for(const rows of all) for(const row of rows){
    if(n>(1<<22)){total+=n;n=0;}
    for(const c of columns){ const v=row[c];
      if(v===null){} else { const t=typeof v==="string"?v:String(v);
       if(t===""){bytes[n++]=34;bytes[n++]=34;} else for(let i=0;i<t.length;i++){const k=t.charCodeAt(i); if(k>=128||k===44||k===34||k===10||k===13) total++; bytes[n++]=k;} }
      bytes[n++]=44; }
    bytes[n-1]=10;
  } return total+n; }
function B(){ // concat with cache, one chunk string
  let chunk="", total=0; const buf=new Uint8Array(1<<22); const last:any[]=columns.map(()=>undefined), lastF:string[]=columns.map(()=>"");
  for(const rows of all) for(const row of rows){
    for(let i=0;i<columns.length;i++){ const v=row[columns[i]!];
      if(v!==last[i]){ last[i]=v; lastF[i]= v===null?"":typeof v!=="string"?String(v): v===""||/[",\n\r]/.test(v)?`"${v}"`:v; }
      chunk+= i===0? lastF[i] : ","+lastF[i]; }
    chunk+="\n";
    if(chunk.length>1<<18){ total+=enc.encodeInto(chunk,buf).written; chunk=""; }
  } return total+chunk.length; }
function C(){ // column-wise merge: prefix/suffix cache
  let chunk="", total=0; const buf=new Uint8Array(1<<22);
  const fld=(v:any)=>v===null?"":typeof v!=="string"?String(v): v===""||/[",\n\r]/.test(v)?`"${v}"`:v;
  for(const rows of all){ const last:any[]=columns.map(()=>undefined), lastF:string[]=columns.map(()=>"");
   const lines:string[]=[];
   for(const row of rows){
    for(let i=0;i<columns.length;i++){ const v=row[columns[i]!]; if(v!==last[i]){last[i]=v;lastF[i]=fld(v);} }
    lines.push(lastF.join(","));
   }
   lines.push("");
   total+=enc.encodeInto(lines.join("\n"),buf).written; 
  } return total; }
function D(){ // column keyed get only
  let x=0; for(const rows of all) for(const row of rows) for(const c of columns){ if(row[c]===null) x++; } return x;}
function E(){ let x=0; for(const rows of all) for(const row of rows) x+=String(row.duration_s).length; return x;}
function F(){ // runs of unchanged columns merged into one cached text
  let total=0; const buf=new Uint8Array(1<<22);
  const fld=(v:any)=>v===null?"":typeof v!=="string"?String(v): v===""||/[",\n\r]/.test(v)?`"${v}"`:v;
  for(const rows of all){ if(!rows.length) continue;
   const varying=columns.filter(c=>{const f=rows[0]![c]; return rows.some(r=>r[c]!==f);});
   // segments
   const segs:(string|{c:string})[]=[]; let lit="";
   columns.forEach((c,i)=>{ if(i) lit+=","; if(varying.includes(c)){segs.push(lit,{c});lit="";} else lit+=fld(rows[0]![c]);});
   lit+="\n"; const names=segs.filter(s=>typeof s!=="string").map(s=>(s as any).c); const lits=segs.filter(s=>typeof s==="string") as string[];
   let text="";
   for(const row of rows){ for(let i=0;i<names.length;i++){ text+=lits[i]!; text+=fld(row[names[i]!]);} text+=lit; }
   total+=enc.encodeInto(text,buf).written;
  } return total; }
for(let k=0;k<3;k++) for(const f of [A,B,C,D,E,F]){const t=performance.now(); const r=f(); console.log(f.name, Math.round(performance.now()-t), r);}
