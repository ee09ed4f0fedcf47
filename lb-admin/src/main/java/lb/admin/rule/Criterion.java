package lb.admin.rule;

import lb.proxy.settings.Condition;

/**
 * One test of an ACL.
 *
 * @param keyword as written
 * @param condition what it asks
 * @param known when it can hold
 */
record Criterion(String keyword, Condition condition, Known known) {
    /** What stands for one that could not be read, so that nothing more is said of it. */
    static final Criterion BROKEN = new Criterion("", new Condition.Constant(false), Known.ALWAYS);
}
