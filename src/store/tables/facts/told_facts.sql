-- Requests that another tool counted, which drove the load of a run and tells none by itself.
SELECT run_id, max(value) AS told FROM reported
WHERE kind IN ('sent_requests', 'completed_requests') GROUP BY run_id
