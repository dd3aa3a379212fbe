import type { FigureTable } from "../../drawing/figure.ts";
import type { StageBar } from "./stage_rows.ts";

/** Most bars in the table of a figure, which a report carries. */
const MAX_TABLE = 4000;

/** Returns a row for each bar; of too many, a row for each stage. */
export function toStageTable(
  bars: readonly StageBar[],
  stages: readonly string[],
  { unit }: { readonly unit: string },
): FigureTable {
  if (bars.length <= MAX_TABLE) {
    return {
      columns: [
        ...["entity", "group", "stage"].map((label) => ({ label, unit: "" })),
        ...["from", "to"].map((label) => ({ label, unit })),
      ],
      rows: bars.map(({ entity, group, stage, from, to }) => [
        entity,
        group,
        stage,
        from,
        to,
      ]),
    };
  }
  const byStage = Map.groupBy(bars, ({ stage }) => stage);
  return {
    columns: [
      { label: "stage", unit: "" },
      { label: "bars", unit: "" },
      { label: "not seen to end", unit: "" },
      { label: "sum of the others", unit },
    ],
    rows: stages.map((stage) => {
      const own = byStage.get(stage) ?? [];
      const ended = own.flatMap(({ from, to }) => to === null ? [] : to - from);
      return [
        stage,
        own.length,
        own.length - ended.length,
        ended.reduce((sum, length) => sum + length, 0),
      ];
    }),
  };
}
