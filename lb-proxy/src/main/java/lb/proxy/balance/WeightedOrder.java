package lb.proxy.balance;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One round of turns by weight, spread evenly: the order in which HAProxy's {@code roundrobin} takes its servers (where
 * that differs from round to round, as for 3, 3, 2, it is the first round with each member's turns made complete).
 *
 * <p>Of a round of W turns, a member of weight w has its next turn W/w turns after the last, whole turns now and the
 * fractions when they add up to one. Each turn goes to whoever has been due for longest; when nobody is due, to the
 * heaviest of those that have had none yet.
 *
 * <pre>
 *   weights a=5 b=1 c=1 d=3    a d a b a d a d a c
 * </pre>
 */
final class WeightedOrder {
    private WeightedOrder() {}

    /** A member and its next turn. */
    private static final class Due {
        private final int member;
        private final int weight;
        private int turns;
        private int next;
        /** The fractions of turns left over, in parts of the weight. */
        private int rest;
        /** Which turn of the round put it where it is. */
        private int since;
        /** Another that is due from the same turn on. */
        private @Nullable Due beside;

        Due(int member, int weight) {
            this.member = member;
            this.weight = weight;
        }

        void takeTurn(int turn, int length) {
            next = (turns == 0 ? turn : next) + length / weight;
            turns++;
            since = turn;
            rest += length % weight;
            if (rest >= weight) {
                rest -= weight;
                next++;
            }
        }
    }

    private static final Comparator<Due> LONGEST_DUE = Comparator.<Due>comparingInt(due -> due.next)
            .thenComparingInt(due -> due.rest - due.weight)
            .thenComparingInt(due -> due.since);

    /**
     * The members' indexes in the order of one round, which repeats. Its length is the sum of the weights, divided by
     * what they have in common.
     *
     * @param weights 0 or more each; a member of weight 0 has no turn
     */
    static int[] of(int[] weights) {
        int divisor = divisor(weights);
        if (divisor == 0) {
            return new int[0];
        }
        int length = length(weights, divisor);
        ArrayDeque<Due> fresh = new ArrayDeque<>(weights.length);
        IntStream.range(0, weights.length)
                .filter(member -> weights[member] > 0)
                .mapToObj(member -> new Due(member, weights[member] / divisor))
                .sorted(Comparator.comparingInt(due -> -due.weight))
                .forEach(fresh::add);
        PriorityQueue<Due> ready = new PriorityQueue<>(weights.length, LONGEST_DUE);
        @Nullable Due[] waiting = new @Nullable Due[length];
        int from = 0;
        int[] order = new int[length];
        for (int turn = 0; turn < length; turn++) {
            // When nobody is due and nobody is fresh, the next turn is the sooner.
            while (from <= turn || (ready.isEmpty() && fresh.isEmpty())) {
                for (Due due = waiting[from]; due != null; due = due.beside) {
                    ready.add(due);
                }
                from++;
            }
            Due due = ready.isEmpty() ? fresh.remove() : ready.remove();
            order[turn] = due.member;
            due.takeTurn(turn, length);
            if (due.turns < due.weight) {
                // All of its turns belong into the round.
                int place = Math.max(from, Math.min(due.next, length - 1));
                if (place == length) {
                    ready.add(due);
                } else {
                    due.beside = waiting[place];
                    waiting[place] = due;
                }
            }
        }
        return order;
    }

    /** What all weights have in common; 0 where all are 0. */
    static int divisor(int[] weights) {
        int divisor = 0;
        for (int weight : weights) {
            divisor = gcd(divisor, weight);
        }
        return divisor;
    }

    /** The turns of a round. */
    static int length(int[] weights, int divisor) {
        int length = 0;
        for (int weight : weights) {
            length = Math.addExact(length, weight / divisor);
        }
        return length;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
