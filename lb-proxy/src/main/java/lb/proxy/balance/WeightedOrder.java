package lb.proxy.balance;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One round of turns by weight, spread as evenly as whole turns allow.
 *
 * <p>Of a round of W turns, a member of weight w is due every W/w turns: its k-th turn may not come before k*W/w and is
 * the more urgent the sooner (k+1)*W/w is. Each turn goes to the most urgent member that may have it; among equals to
 * the first in order. This is worst-case fair queueing (Bennett and Zhang, WF2Q, 1996) with turns for packets: no member
 * is ever a whole turn ahead of its share.
 *
 * <pre>
 *   weights a=5 b=1 c=1 d=3    a d a b a d a c a d
 * </pre>
 */
final class WeightedOrder {
    private WeightedOrder() {}

    /** A member's next turn. */
    private static final class Due {
        private final int member;
        private final long weight;
        private long turn;
        /** The next of those that may have a turn from the same one of the round. */
        private @Nullable Due next;

        Due(int member, long weight) {
            this.member = member;
            this.weight = weight;
        }

        /** The first turn of the round that it may have. */
        int start(long length) {
            return (int) Math.ceilDiv(turn * length, weight);
        }
    }

    private static final Comparator<Due> URGENCY = (a, b) -> {
        int sooner = Long.compare((a.turn + 1) * b.weight, (b.turn + 1) * a.weight);
        return sooner != 0 ? sooner : Integer.compare(a.member, b.member);
    };

    /**
     * The members' indexes in the order of one round, which repeats. Its length is the sum of the weights, divided by
     * what they have in common: 256 turns a member at most.
     *
     * @param weights 0 or more each; a member of weight 0 has no turn
     */
    static int[] of(int[] weights) {
        int divisor = 0;
        for (int weight : weights) {
            divisor = gcd(divisor, weight);
        }
        if (divisor == 0) {
            return new int[0];
        }
        int length = 0;
        for (int weight : weights) {
            length = Math.addExact(length, weight / divisor);
        }
        PriorityQueue<Due> ready = new PriorityQueue<>(weights.length, URGENCY);
        @Nullable Due[] waiting = new @Nullable Due[length + 1];
        for (int member = 0; member < weights.length; member++) {
            if (weights[member] > 0) {
                ready.add(new Due(member, weights[member] / divisor));
            }
        }
        int[] order = new int[length];
        for (int turn = 0; turn < length; turn++) {
            for (Due due = waiting[turn]; due != null; due = due.next) {
                ready.add(due);
            }
            Due due = ready.remove();
            order[turn] = due.member;
            due.turn++;
            int start = Math.max(due.start(length), turn + 1);
            due.next = waiting[start];
            waiting[start] = due;
        }
        return order;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
