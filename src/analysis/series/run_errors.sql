-- Failed operations of the load of the run $run_id by the bin of their end, as in run_bins.ts, and by outcome and error.
-- Long numbers, such as ports and ids, differ between equal errors and are left out.
WITH failed AS (
  SELECT outcome, regexp_replace(coalesce(nullif(error, ''), code), '\d{4,}', '…', 'g') AS text,
    bin_of(done_at, $zero, $width, $first, $last) AS bin
  FROM load_operations WHERE run_id = $run_id AND outcome <> 'ok' AND done_at IS NOT NULL)
SELECT CASE WHEN text = '' THEN outcome ELSE outcome || ': ' || text END AS error, bin, count(*) AS count
FROM failed GROUP BY ALL ORDER BY error, bin
