package lb.proxy.balance;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The member with the least load for its weight; of several equal ones each in turn. The load is read at each choice, so
 * it is the same for all event loops; two of them that choose at the same moment may choose the same.
 *
 * <pre>
 *   cost = 0                       of an idle member, whatever its weight: each gets its first session in turn
 *          (load + 1) / weight     of any other: what it would be with one session more
 * </pre>
 */
public final class LeastLoaded<T> implements Balancer<T> {
    /** After so many refusals the order is given up, so that a choice among many full members stays short. */
    private static final int MOST_REFUSALS = 3;

    private final List<T> all;
    private final ToIntFunction<? super T> load;

    /** The place behind the member chosen last. A lost step only makes one member's turn come twice. */
    private final AtomicInteger cursor = new AtomicInteger();

    private volatile Weighted<T> now;

    /** @param load sessions of a member, 0 or more; asked at each choice, on any thread */
    public LeastLoaded(List<? extends T> all, ToIntFunction<? super T> weight, ToIntFunction<? super T> load) {
        this.all = List.copyOf(all);
        this.load = load;
        now = Weighted.of(this.all, weight);
    }

    @Override
    public @Nullable T next(long key, Predicate<? super T> wanted) {
        Weighted<T> members = now;
        int size = members.size();
        if (size == 0) {
            return null;
        }
        int start = cursor.getOpaque() % size;
        int place = least(members, start);
        int refusals = 0;
        while (!wanted.test(members.member(at(start, place, size)))) {
            refusals++;
            place = refusals == MOST_REFUSALS ? -1 : leastAfter(members, start, place);
            if (place < 0) {
                return anyWanted(members, start, wanted);
            }
        }
        int chosen = at(start, place, size);
        cursor.setOpaque(chosen + 1);
        return members.member(chosen);
    }

    private static int at(int start, int place, int size) {
        int index = start + place;
        return index >= size ? index - size : index;
    }

    /** How many places after the start the least loaded one is. */
    private int least(Weighted<T> members, int start) {
        return leastAfter(members, start, -1);
    }

    /**
     * The place of the next one in the order of load and turn, or -1 when there is none.
     *
     * @param after the place of the one before it; -1 for none
     */
    private int leastAfter(Weighted<T> members, int start, int after) {
        int size = members.size();
        long boundLoad = 0;
        long boundWeight = 1;
        if (after >= 0) {
            int index = at(start, after, size);
            boundLoad = cost(members, index);
            boundWeight = members.weight(index);
        }
        int best = -1;
        long bestLoad = 0;
        long bestWeight = 1;
        for (int place = 0; place < size; place++) {
            int index = at(start, place, size);
            long own = cost(members, index);
            long weight = members.weight(index);
            if (after >= 0) {
                long above = Long.compare(own * boundWeight, boundLoad * weight);
                if (above < 0 || (above == 0 && place <= after)) {
                    continue;
                }
            }
            if (best < 0 || own * bestWeight < bestLoad * weight) {
                best = place;
                bestLoad = own;
                bestWeight = weight;
            }
        }
        return best;
    }

    /** The cost, not yet divided by the weight. */
    private long cost(Weighted<T> members, int index) {
        int open = load.applyAsInt(members.member(index));
        return open <= 0 ? 0 : open + 1L;
    }

    private static <T> @Nullable T anyWanted(Weighted<T> members, int start, Predicate<? super T> wanted) {
        for (int place = 0; place < members.size(); place++) {
            T member = members.member(at(start, place, members.size()));
            if (wanted.test(member)) {
                return member;
            }
        }
        return null;
    }

    @Override
    public void weigh(ToIntFunction<? super T> weight) {
        now = Weighted.of(all, weight);
    }
}
