/**
 * From the store to typed rows, one question a file. Rows are in base units; what the data cannot tell is null.
 *
 * - `validity/`    which runs count, judged from their rows
 * - `overview/`    latency, success, settings, warnings, caveats of any experiment
 * - `integrity/`   whether recorded numbers can be true
 * - `scaling/`     throughput and latency by nodes, workers and value size
 * - `scenario/`    the steps of a user's own scenario
 * - `results/`     runs of a session for a CI server
 * - `recovery/`    gaps, steady state and censored times after a fault
 * - `monitoring/`  measures, objectives and load line of a Prometheus
 * - `forwarding/`  what became of the lines of metric forwarders, and a verdict on each attribute
 * - `platform/`    pushes, stages, recovery and loops of a container platform
 * - `claimed/`     what documents print about a system, beside what was measured here
 * - `control_plane/`  stores of a control plane under cells, loops and faults
 * - `recorded/`    run records that people kept by hand
 * - `trend/`       shifts between versions
 * - `comparison/`  two sets of runs, and which differences are beyond chance
 * - `history/`     any metric over time, and what changed with its level
 * - `series/`      samples over time
 * - `charts/`      rows of the figures of a study
 * - `answers/`     what the first screen of each report says
 *
 * @module
 */
export * from "./answers/claimed/claimed_report.ts";
export * from "./answers/control_plane/control_plane_report.ts";
export * from "./comparison/baseline.ts";
export * from "./comparison/comparable_runs.ts";
export * from "./comparison/compare_metrics.ts";
export * from "./comparison/compare_store.ts";
export * from "./comparison/compare_sides.ts";
export * from "./comparison/compared_run.ts";
export * from "./comparison/comparison_line.ts";
export * from "./comparison/exit_code.ts";
export * from "./comparison/printed/print_comparison.ts";
export {
  type MeasureOptions,
  plainMeasure,
  type SplitBy,
} from "./comparison/run_metrics.ts";
export * from "./comparison/select_runs.ts";
export * from "./comparison/thresholds.ts";
export * from "./comparison/within_run.ts";
export * from "./scaling/alert_thresholds.ts";
export * from "./scaling/best_cases.ts";
export * from "./overview/bound_format.ts";
export * from "./scaling/capacity.ts";
export * from "./overview/caveats.ts";
export * from "./overview/run_caveats.ts";
export * from "./scaling/case_latency.ts";
export * from "./recorded/cell_format.ts";
export * from "./overview/deciding_settings.ts";
export * from "./overview/comparison.ts";
export * from "./recorded/datapoints_check.ts";
export type { CensoredTime } from "./recovery/censored_time.ts";
export * from "./recovery/downtime.ts";
export * from "./recovery/downtime_report.ts";
export * from "./scaling/reported_claims.ts";
export * from "./overview/uncontrolled_factors.ts";
export { unitSlip } from "./integrity/value_checks.ts";
export * from "./trend/false_alarms.ts";
export * from "./integrity/finding.ts";
export * from "./validity/background_load.ts";
export * from "./integrity/integrity.ts";
export * from "./integrity/run_facts.ts";
export * from "./validity/judge_run.ts";
export * from "./overview/latency.ts";
export * from "./monitoring/load_cost.ts";
export * from "./monitoring/cost_rows.ts";
export * from "./monitoring/configurations.ts";
export * from "./monitoring/load_line_comparison.ts";
export * from "./monitoring/load_line_finding.ts";
export * from "./monitoring/measure_rows.ts";
export * from "./monitoring/server_rows.ts";
export * from "./monitoring/monitoring_report.ts";
export * from "./overview/neighbours.ts";
export * from "./monitoring/search_rows.ts";
export * from "./recorded/load_line.ts";
export * from "./recorded/line_columns.ts";
export * from "./recorded/line_text.ts";
export * from "./recorded/recorded_finding.ts";
export { measureLoad, toLoadMeasurement } from "./scaling/measure_load.ts";
export * from "./scaling/measured_runs.ts";
export * from "./monitoring/monitoring_objectives.ts";
export * from "./trend/measurement_floor.ts";
export * from "./monitoring/monitoring_record.ts";
export * from "./monitoring/monitoring_runs.ts";
export * from "./monitoring/monitoring_timeline.ts";
export * from "./trend/noise.ts";
export * from "./monitoring/objective_names.ts";
export * from "./recovery/recovery.ts";
export type { RecoveryRow } from "./recovery/recovery_rows.ts";
export * from "./recovery/recovery_times.ts";
export * from "./recovery/fault_costs.ts";
export * from "./recovery/fault_study.ts";
export * from "./recovery/fault_format.ts";
export * from "./recovery/fault_tables.ts";
export * from "./recovery/fault_run_table.ts";
export * from "./recovery/fault_finding.ts";
export * from "./recovery/lost_operations.ts";
export * from "./recovery/pre_vote_report.ts";
export * from "./recovery/survival_curves.ts";
export * from "./charts/fault_outages.ts";
export * from "./charts/case_percentiles.ts";
export * from "./charts/load_line_series.ts";
export * from "./forwarding/tables/attribute_tables.ts";
export * from "./forwarding/tables/configurations.ts";
export * from "./forwarding/tables/study_tables.ts";
export * from "./answers/forwarding_answer.ts";
export * from "./answers/forwarding_finding.ts";
export * from "./answers/forwarding_report.ts";
export * from "./charts/forwarding_lines.ts";
export * from "./charts/forwarding_losses.ts";
export * from "./charts/forwarding_verdicts.ts";
export * from "./charts/claim_points.ts";
export * from "./charts/effect_rows.ts";
export * from "./answers/comparison_report.ts";
export * from "./answers/history_report.ts";
export * from "./charts/ramp_rows.ts";
export * from "./charts/isolation_stages.ts";
export * from "./charts/case_rows.ts";
export * from "./charts/sizing_panels.ts";
export * from "./recovery/pre_vote_effects.ts";
export * from "./recorded/run_record.ts";
export * from "./overview/readable_ids.ts";
export * from "./overview/run_settings.ts";
export * from "./scaling/run_resources.ts";
export * from "./scaling/scale_cells.ts";
export * from "./scaling/scaling.ts";
export * from "./scaling/scale_study.ts";
export * from "./scaling/scale_format.ts";
export * from "./scaling/scaling_finding.ts";
export * from "./scaling/case_tables.ts";
export * from "./scaling/chart_rows.ts";
export * from "./scaling/law_tables.ts";
export * from "./scaling/speed_up_table.ts";
export * from "./scaling/session_tables.ts";
export * from "./overview/settings_summary.ts";
export * from "./overview/notes.ts";
export * from "./integrity/integrity_table.ts";
export * from "./monitoring/load_line_searches.ts";
export * from "./scaling/session_comparison.ts";
export * from "./scaling/session_summary.ts";
export type * from "./trend/shift.ts";
export * from "./trend/shift_causes.ts";
export * from "./trend/shifts.ts";
export * from "./recorded/sizing.ts";
export * from "./recorded/sizing_fit.ts";
export * from "./recorded/sizing_table.ts";
export * from "./recorded/published_sizing.ts";
export * from "./recorded/sizing_finding.ts";
export * from "./recorded/verdict_loads.ts";
export * from "./recorded/sizing_place.ts";
export type { StorageGrowth } from "./monitoring/storage_growth.ts";
export * from "./overview/success.ts";
export * from "./overview/success_latency.ts";
export * from "./recorded/sure_line.ts";
export { type LoadSpan, loadSpan } from "./series/run_clock.ts";
export * from "./series/run_errors.ts";
export * from "./series/run_latency_heat.ts";
export * from "./series/run_percentiles.ts";
export { runTimeline } from "./series/run_timeline.ts";
export * from "./series/timeline.ts";
export * from "./trend/trend.ts";
export * from "./validity/validity.ts";
export type { Reason, Severity } from "./validity/reason.ts";
export * from "./overview/warnings.ts";
export { runsToJUnit } from "./results/run_results.ts";
export { toAnnotations, toStepSummary } from "./results/github_results.ts";
export * from "./trend/coincident_shifts.ts";
export * from "./trend/recent_shifts.ts";
export * from "./trend/shift_rows.ts";
export * from "./trend/trend_summary.ts";
export * from "./trend/trend_report.ts";
export * from "./trend/trend_finding.ts";
export * from "./recorded/runs_by_name.ts";
export * from "./answers/claims_answer.ts";
export * from "./answers/fault_answer.ts";
export * from "./answers/platform/push_answer.ts";
export * from "./answers/platform/push_finding.ts";
export * from "./answers/platform/push_report.ts";
export * from "./answers/platform/stage_answer.ts";
export * from "./answers/platform/stage_finding.ts";
export * from "./answers/platform/stage_report.ts";
export * from "./answers/isolation_answer.ts";
export * from "./answers/load_line_answer.ts";
export * from "./answers/recorded_line_answer.ts";
export * from "./answers/scale_answer.ts";
export * from "./answers/sizing_answer.ts";
export * from "./answers/trend_answer.ts";
export * from "./forwarding/attribute_cells.ts";
export * from "./forwarding/verdicts/attributes.ts";
export * from "./forwarding/measures/away_sinks.ts";
export * from "./forwarding/measures/delivery_latency.ts";
export * from "./forwarding/measures/forwarder_cost.ts";
export * from "./forwarding/forwarder_study.ts";
export * from "./forwarding/measures/forwarding_measures.ts";
export * from "./forwarding/verdicts/forwarding_objectives.ts";
export * from "./forwarding/measures/forwarding_runs.ts";
export * from "./forwarding/measures/healthy_sinks.ts";
export * from "./forwarding/measures/hop_rows.ts";
export * from "./forwarding/verdicts/judge_attribute.ts";
export * from "./forwarding/measures/line_accounts.ts";
export * from "./forwarding/measures/line_recovery.ts";
export * from "./forwarding/measures/line_series.ts";
export * from "./forwarding/measures/line_timeline.ts";
export * from "./forwarding/measures/loss_classes.ts";
export * from "./forwarding/measures/lost_ranges.ts";
export * from "./forwarding/measure_forwarding.ts";
export * from "./forwarding/measures/odd_line_rows.ts";
export * from "./forwarding/revisions.ts";
export * from "./forwarding/measures/sender_blocks.ts";
export * from "./forwarding/measures/spool_use.ts";
export * from "./forwarding/throughput_cells.ts";
export * from "./forwarding/throughput_lines.ts";
export * from "./forwarding/verdicts/verdict.ts";
export * from "./platform/measure_platform.ts";
export * from "./platform/objectives/api_objectives.ts";
export * from "./platform/published/published_benchmarks.ts";
export * from "./platform/published/published_claims.ts";
export * from "./platform/published/published_pushes.ts";
export * from "./platform/published/published_tables.ts";
export * from "./platform/pushes/batch_times.ts";
export * from "./platform/pushes/fill_effect.ts";
export * from "./platform/pushes/mix_check.ts";
export * from "./platform/pushes/push_failures.ts";
export * from "./platform/pushes/push_operations.ts";
export * from "./platform/pushes/push_progress.ts";
export * from "./platform/pushes/push_study.ts";
export * from "./platform/pushes/push_times.ts";
export * from "./platform/pushes/ran_instances.ts";
export * from "./platform/pushes/run_batches.ts";
export * from "./platform/pushes/smoke_steps.ts";
export * from "./platform/recovery/fault_course.ts";
export * from "./platform/recovery/fault_name.ts";
export * from "./platform/recovery/lost_instances.ts";
export * from "./platform/recovery/presence.ts";
export * from "./platform/recovery/recovery_course.ts";
export * from "./platform/recovery/recovery_curves.ts";
export * from "./platform/recovery/recovery_study.ts";
export * from "./platform/recovery/recovery_summary.ts";
export * from "./platform/recovery/running_shares.ts";
export * from "./platform/recovery/store_probes.ts";
export * from "./platform/runs/platform_remarks.ts";
export * from "./platform/runs/platform_runs.ts";
export * from "./platform/runs/platform_series.ts";
export type { ShareTime } from "./platform/runs/share_times.ts";
export * from "./platform/soak/fill_levels.ts";
export * from "./platform/soak/loop_budgets.ts";
export * from "./platform/soak/loop_judgement.ts";
export * from "./platform/soak/soak_rows.ts";
export * from "./platform/soak/soak_series.ts";
export * from "./platform/soak/soak_study.ts";
export * from "./platform/stages/main_stages.ts";
export * from "./platform/stages/pooled_steps.ts";
export * from "./platform/stages/stage_bars.ts";
export * from "./platform/stages/stage_durations.ts";
export * from "./platform/stages/stage_pairs.ts";
export * from "./platform/stages/stage_steps.ts";
export * from "./platform/stages/stage_study.ts";
export * from "./platform/stages/stage_timelines.ts";
export * from "./platform/stages/timeline_counts.ts";
export * from "./platform/tables/batch_tables.ts";
export * from "./platform/tables/platform_fault_table.ts";
export * from "./platform/tables/push_scale_tables.ts";
export * from "./platform/tables/push_tables.ts";
export * from "./platform/tables/real_run_table.ts";
export * from "./platform/tables/recovery_tables.ts";
export * from "./platform/tables/soak_tables.ts";
export * from "./platform/tables/stage_study_tables.ts";
export * from "./platform/tables/stage_tables.ts";
export * from "./answers/platform/recovery_report.ts";
export * from "./answers/platform/soak_report.ts";
