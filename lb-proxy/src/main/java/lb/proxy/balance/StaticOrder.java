package lb.proxy.balance;

/**
 * One round of turns by weight in the order of HAProxy's {@code static-rr}, which is also that of its map of hashed keys.
 *
 * <p>Each turn adds its weight to a member's credit, and a turn costs a round. Whoever has credit for a whole round is
 * next; else the first in order that is not in debt; in both cases the first of several.
 *
 * <pre>
 *   weights a=3 b=2 c=1    a a b a b c         weights a=1 b=1 c=1    a b c
 * </pre>
 */
final class StaticOrder {
    private StaticOrder() {}

    /**
     * The members' indexes in the order of one round, which repeats. Its length is the sum of the weights, divided by
     * what they have in common.
     *
     * @param weights 0 or more each; a member of weight 0 has no turn
     */
    static int[] of(int[] weights) {
        int divisor = WeightedOrder.divisor(weights);
        if (divisor == 0) {
            return new int[0];
        }
        int length = WeightedOrder.length(weights, divisor);
        long[] credit = new long[weights.length];
        int[] order = new int[length];
        for (int turn = 0; turn < length; turn++) {
            int next = -1;
            boolean whole = false;
            for (int member = 0; member < weights.length; member++) {
                if (weights[member] == 0) {
                    continue;
                }
                credit[member] += weights[member] / divisor;
                if (!whole && credit[member] >= length) {
                    next = member;
                    whole = true;
                } else if (next < 0 && credit[member] >= 0) {
                    next = member;
                }
            }
            order[turn] = next;
            credit[next] -= length;
        }
        return order;
    }
}
