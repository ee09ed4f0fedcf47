package lb.admin.keepalived;

/** What a line that tracks something gives it for a weight, with what is to be said of that. */
final class LineWeight {
    private LineWeight() {}

    /** In a group what one of them tracks with a weight counts for all, so keepalived leaves the weight out. */
    static Weight of(Weight standard, Statement line, Block from, boolean weights) {
        Weight written = Weight.of(line, 1, standard, from);
        if (!weights && !written.isFault() && written.reversed()) {
            refuseReverse(line, from);
            return Weight.FAULT;
        }
        if (!weights && !written.isFault()) {
            from.warning(
                    line.place(),
                    line.keyword()
                            + ": its weight is left out, as keepalived does in a vrrp_sync_group: without it the node"
                            + " takes no part (expected: it in the group's own tracks, or sync_group_tracking_weight)");
            return Weight.FAULT;
        }
        return written;
    }

    /** What is sent for the owner of an address never changes. */
    static boolean isLeftOut(boolean owner, Weight weight, Statement line, Block from) {
        boolean leftOut = owner && !weight.isFault();
        if (leftOut) {
            from.warning(
                    line.place(),
                    line.keyword() + " is left out, as keepalived does: the priority is 255, which no weight changes"
                            + " (expected: a priority below 255, or no weight)");
        }
        return leftOut;
    }

    static void refuseReverse(Statement line, Block from) {
        from.error(
                line.place(),
                WordSplitter.shown(line.keyword())
                        + ": reverse is not done yet in this version for what it looks at (expected: a weight that counts"
                        + " while it works)");
    }
}
