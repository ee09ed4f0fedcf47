package lb.proxy.rule;

/** What one rule does, compiled: it edits and goes on, or it decides. */
sealed interface Step permits Edit, Verdict {}
