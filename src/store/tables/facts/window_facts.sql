-- The measured window of each run that reached the phase `measure`: from its begin to the end of the last measured phase.
-- `cut` and `overrun`: phases more than 5 % shorter, or longer, than configured.
WITH lengths AS (
  SELECT run_id, phase, began, ended, date_diff('microseconds', began, ended) / 1e6 AS seconds,
    -- Odd lines go one at a time, however long they take; a forwarder that is stopped has a backlog and no load.
    CASE phase WHEN 'measure' THEN CASE WHEN attribute IS DISTINCT FROM 'fidelity' THEN duration END
      WHEN 'heal' THEN CASE WHEN NOT stops THEN recovery END
      -- Faults with times of their own, as in `kill-leader@0s..5s`, do not last for the setting.
      ELSE CASE WHEN NOT contains(fault, '@') THEN fault_duration END END AS configured
  FROM phases LEFT JOIN setting_facts USING (run_id)
  WHERE phase IN ('measure', 'fault', 'heal'))
SELECT run_id, min(began) FILTER (phase = 'measure') AS begin_at, max(ended) AS end_at,
  date_diff('microseconds', begin_at, end_at) / 1e6 AS window_s,
  any_value(seconds) FILTER (phase = 'measure') AS measure_s,
  any_value(ended) FILTER (phase = 'measure') AS measure_ended,
  string_agg(format('{} {:.3g} of {:.3g} s', phase, seconds, configured), ', ' ORDER BY began)
    FILTER (seconds < 0.95 * configured) AS cut,
  string_agg(format('{} {:.3g} instead of {:.3g} s', phase, seconds, configured), ', ' ORDER BY began)
    FILTER (phase = 'measure' AND seconds > 1.05 * configured) AS overrun
FROM lengths GROUP BY run_id HAVING bool_or(phase = 'measure')
