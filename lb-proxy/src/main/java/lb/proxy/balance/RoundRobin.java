package lb.proxy.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Each in turn by weight, exact across event loops without a lock: every choice takes one number from a shared cursor,
 * and the number is a place in an immutable, repeating order.
 *
 * <p>The full order of all members is made once. Who is usable is picked out of it, which leaves the others as evenly
 * spread against each other as they were and costs one pass, however many fail together:
 *
 * <pre>
 *   full order         a b a c a b a d      places 0 to 7
 *   b is not usable    a   a c a   a d      the cursor goes on at the same place, or the next that is left
 * </pre>
 *
 * <p>The cursor goes on when that changes, and never gives out a number twice: choices that overlap a change see the one
 * order or the other, and at worst somebody's turn moves by as many places as there were such choices.
 *
 * @param <T> what is chosen
 */
public final class RoundRobin<T> {
    /** The usable members' turns; the arrays and lists are never changed. */
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
    private final int[] full;
    private final AtomicLong cursor = new AtomicLong();
    private volatile Turns<T> turns;

    /**
     * Takes turns among all of these.
     *
     * @param weight of a member, 0 to 256; 0 gets no turn
     */
    public RoundRobin(List<? extends T> members, ToIntFunction<? super T> weight) {
        this.members = List.copyOf(members);
        full = WeightedOrder.of(this.members.stream().mapToInt(weight).toArray());
        turns = new Turns<>(List.of(), new int[0], 0, 0);
        use(_ -> true);
    }

    /** The next in turn, or null when there is none. Any thread. */
    public @Nullable T next() {
        long number = cursor.getAndIncrement();
        Turns<T> now = turns;
        return now.order.isEmpty() ? null : now.order.get(now.index(number));
    }

    /** The next in turn that is another, or null when there is none. Any thread. */
    public @Nullable T nextExcept(T avoided) {
        long number = cursor.getAndIncrement();
        Turns<T> now = turns;
        for (int ahead = 0; ahead < now.order.size(); ahead++) {
            T candidate = now.order.get(now.index(number + ahead));
            if (!candidate.equals(avoided)) {
                return candidate;
            }
        }
        return null;
    }

    /**
     * The next in turn that is wanted, or null when there is none. Any thread.
     *
     * @param wanted asked in the order of the turns until it says yes, perhaps of the same member more than once
     */
    public @Nullable T next(Predicate<? super T> wanted) {
        long number = cursor.getAndIncrement();
        Turns<T> now = turns;
        for (int ahead = 0; ahead < now.order.size(); ahead++) {
            T candidate = now.order.get(now.index(number + ahead));
            if (wanted.test(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    /** Takes turns among the usable members from now on. One thread at a time. */
    public void use(Predicate<? super T> usable) {
        boolean[] in = new boolean[members.size()];
        for (int member = 0; member < in.length; member++) {
            in[member] = usable.test(members.get(member));
        }
        List<T> order = new ArrayList<>(full.length);
        int[] places = new int[full.length];
        for (int place = 0; place < full.length; place++) {
            if (in[full[place]]) {
                places[order.size()] = place;
                order.add(members.get(full[place]));
            }
        }
        lay(order, Arrays.copyOf(places, order.size()));
    }

    /** Takes no turns but chooses this one, a member or not, until told otherwise. One thread at a time. */
    public void useOnly(T one) {
        lay(List.of(one), new int[] {turns.place(cursor.get())});
    }

    /** Lays an order under the cursor so that it goes on at its place. */
    private void lay(List<T> order, int[] places) {
        long now = cursor.get();
        int place = turns.place(now);
        int found = Arrays.binarySearch(places, place);
        int start = found >= 0 ? found : -found - 1; // past the end: a round begins
        turns = new Turns<>(order, places, now - start, place);
    }
}
