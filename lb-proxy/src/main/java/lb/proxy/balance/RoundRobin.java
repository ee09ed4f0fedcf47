package lb.proxy.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Each in turn by weight, exact across event loops without a lock: every choice takes one number from a shared cursor,
 * and the number is a place in an immutable, repeating order.
 *
 * <p>The full order of all members is made once for their weights. Who has weight 0 now is left out of it, which leaves
 * the others as evenly spread against each other as they were and costs one pass, however many fail together. It is made
 * anew only when a member gets another weight above 0.
 *
 * <pre>
 *   full order       a b a c a b a d      places 0 to 7
 *   b gets none      a   a c a   a d      the cursor goes on at the same place, or the next that is left
 * </pre>
 *
 * <p>The cursor goes on when that changes, and never gives out a number twice: choices that overlap a change see the one
 * order or the other, and at worst somebody's turn moves by as many places as there were such choices.
 *
 * @param <T> what is chosen
 */
public final class RoundRobin<T> implements Balancer<T> {
    /** The turns of those that have some; the arrays and lists are never changed. */
    private static final class Turns<T> {
        /** One round. */
        private final List<T> order;
        /** Where in the full order each of the round stands, ascending. */
        private final int[] places;
        /** The number at which a round begins; may be negative. */
        private final long origin;
        /** The place to go on at when the order is empty. */
        private final int rest;

        Turns(List<T> order, int[] places, long origin, int rest) {
            this.order = List.copyOf(order);
            this.places = places;
            this.origin = origin;
            this.rest = rest;
        }

        int index(long number) {
            return (int) Math.floorMod(number - origin, (long) order.size());
        }

        int place(long number) {
            return order.isEmpty() ? rest : places[index(number)];
        }
    }

    private final List<T> members;
    private final UnaryOperator<int[]> layout;

    /** The last weight above 0 of each. */
    private int[] nominal;

    private int[] full;
    private final AtomicLong cursor = new AtomicLong();
    private volatile Turns<T> turns = new Turns<>(List.of(), new int[0], 0, 0);

    private RoundRobin(List<? extends T> members, ToIntFunction<? super T> weight, UnaryOperator<int[]> layout) {
        this.members = List.copyOf(members);
        this.layout = layout;
        nominal = new int[members.size()];
        full = nominal;
        weigh(weight);
    }

    /** Takes turns in the order of HAProxy's {@code roundrobin}. */
    public static <T> RoundRobin<T> smooth(List<? extends T> members, ToIntFunction<? super T> weight) {
        return new RoundRobin<>(members, weight, WeightedOrder::of);
    }

    /** Takes turns in the order of HAProxy's {@code static-rr}. */
    public static <T> RoundRobin<T> fixed(List<? extends T> members, ToIntFunction<? super T> weight) {
        return new RoundRobin<>(members, weight, StaticOrder::of);
    }

    @Override
    public @Nullable T next(long key, Predicate<? super T> wanted) {
        return next(wanted);
    }

    /** The next in turn that is wanted, or null when there is none. Any thread. */
    @Nullable
    T next(Predicate<? super T> wanted) {
        long number = cursor.getAndIncrement();
        Turns<T> now = turns;
        int size = now.order.size();
        if (size == 0) {
            return null;
        }
        int index = now.index(number);
        for (int tried = 0; tried < size; tried++) {
            T candidate = now.order.get(index);
            if (wanted.test(candidate)) {
                return candidate;
            }
            index = index + 1 == size ? 0 : index + 1;
        }
        return null;
    }

    @Override
    public void weigh(ToIntFunction<? super T> weight) {
        boolean[] in = new boolean[members.size()];
        int[] weights = nominal.clone();
        for (int member = 0; member < in.length; member++) {
            int own = weight.applyAsInt(members.get(member));
            in[member] = own > 0;
            weights[member] = own > 0 ? own : weights[member];
        }
        int before = full.length;
        if (!Arrays.equals(weights, nominal)) {
            nominal = weights;
            full = layout.apply(weights);
        }
        List<T> order = new ArrayList<>(full.length);
        int[] places = new int[full.length];
        for (int place = 0; place < full.length; place++) {
            if (in[full[place]]) {
                places[order.size()] = place;
                order.add(members.get(full[place]));
            }
        }
        lay(order, Arrays.copyOf(places, order.size()), before);
    }

    /**
     * Lays an order under the cursor so that it goes on at its place.
     *
     * @param before how many places the full order had before
     */
    private void lay(List<T> order, int[] places, int before) {
        long now = cursor.get();
        int old = turns.place(now);
        int place = before == full.length || before == 0 ? old : (int) ((long) old * full.length / before);
        int found = Arrays.binarySearch(places, place);
        int start = found >= 0 ? found : -found - 1; // past the end: a round begins
        turns = new Turns<>(order, places, now - start, place);
    }
}
