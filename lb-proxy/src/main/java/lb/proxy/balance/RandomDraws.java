package lb.proxy.balance;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Draws some members by weight and takes the one that costs least for its weight. Two draws are enough to keep the
 * greatest load near the mean (Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, 2001), and unlike the
 * least of all they do not send everybody to the same member when what is known of it is old.
 */
public final class RandomDraws<T> implements Balancer<T> {
    /** Members with their weights added up. */
    private static final class Range<T> {
        private final Weighted<T> members;
        private final int[] ends;

        Range(Weighted<T> members) {
            this.members = members;
            ends = new int[members.size()];
            int end = 0;
            for (int i = 0; i < ends.length; i++) {
                end += members.weight(i);
                ends[i] = end;
            }
        }

        int drawn(int number) {
            int found = Arrays.binarySearch(ends, number + 1);
            return found >= 0 ? found : -found - 1;
        }
    }

    private final List<T> all;
    private final int draws;
    private final ToDoubleFunction<? super T> cost;
    private final IntUnaryOperator random;
    private volatile Range<T> now;

    /**
     * @param draws 1 or more
     * @param cost of a member, 0 or more, not yet divided by its weight; asked at each choice, on any thread
     * @param random gives a number from 0 to below its argument, on any thread
     */
    public RandomDraws(
            List<? extends T> all,
            ToIntFunction<? super T> weight,
            int draws,
            ToDoubleFunction<? super T> cost,
            IntUnaryOperator random) {
        this.all = List.copyOf(all);
        this.draws = draws;
        this.cost = cost;
        this.random = random;
        now = new Range<>(Weighted.of(this.all, weight));
    }

    @Override
    public @Nullable T next(long key, Predicate<? super T> wanted) {
        Range<T> range = now;
        Weighted<T> members = range.members;
        if (members.size() == 0) {
            return null;
        }
        int best = range.drawn(random.applyAsInt(members.total()));
        if (draws > 1 && members.size() > 1) {
            double least = costPerWeight(members, best);
            for (int draw = 1; draw < draws; draw++) {
                int drawn = range.drawn(random.applyAsInt(members.total()));
                double own = costPerWeight(members, drawn);
                if (own < least) {
                    best = drawn;
                    least = own;
                }
            }
        }
        for (int ahead = 0; ahead < members.size(); ahead++) {
            int index = best + ahead;
            T member = members.member(index >= members.size() ? index - members.size() : index);
            if (wanted.test(member)) {
                return member;
            }
        }
        return null;
    }

    private double costPerWeight(Weighted<T> members, int index) {
        return cost.applyAsDouble(members.member(index)) / members.weight(index);
    }

    @Override
    public void weigh(ToIntFunction<? super T> weight) {
        now = new Range<>(Weighted.of(all, weight));
    }
}
