package lb.proxy.balance;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Members by key on a ring (Karger et al., Consistent Hashing and Random Trees, 1997): each has points on it as its weight
 * says, at places that only its name decides, and a key belongs to the point that follows its own place. When a member
 * comes or goes, only the keys of its points move, and they spread over all others.
 *
 * <pre>
 *   0 ---- b7 -- a2 ------- c1 -- a9 -- b3 ---- 2^31
 *              ^key: a2 is next, then c1, …
 * </pre>
 *
 * <p>With a bound, a member that has its share of all sessions, times the factor, is passed over (Mirrokni, Thorup and
 * Zadimoghaddam, Consistent Hashing with Bounded Loads, 2018).
 *
 * @param <T> what is chosen
 */
public final class KeyRing<T> implements Balancer<T> {
    /** Points of the heaviest member: two members differ in their shares by some 8 % then. */
    private static final int MOST_POINTS = 256;

    /** Points for each unit of weight, at least, so that weights keep their ratio. */
    private static final int LEAST_POINTS = 4;

    /** The last place on the ring. */
    private static final long PLACES = 0x7FFF_FFFFL;

    /** The points of one moment, never changed: in the upper half the place, in the lower half the member. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    private record Ring(long[] points, int[] weights, int total) {}

    private final List<T> all;
    private final Function<? super T, String> name;
    private final int pointsPerWeight;
    private final int factor;
    private final ToIntFunction<? super T> load;
    private final IntSupplier totalLoad;
    private final RoundRobin<T> keyless;

    /** The last weight above 0 of each. */
    private int[] nominal;

    /** The points of all by these, in order: hundreds of thousands are not sorted anew because one server fails. */
    private long[] full = {};

    private volatile Ring ring;

    /**
     * @param name of a member, which decides on the places of its points
     * @param factor the most that a member may have of its share, in percent, 100 or more; 0 for no limit
     * @param load sessions of a member, asked only with a factor, on any thread
     * @param totalLoad sessions of all members, the one that is to be placed among them
     */
    public KeyRing(
            List<? extends T> all,
            ToIntFunction<? super T> weight,
            Function<? super T, String> name,
            int factor,
            ToIntFunction<? super T> load,
            IntSupplier totalLoad) {
        this.all = List.copyOf(all);
        this.name = name;
        this.factor = factor;
        this.load = load;
        this.totalLoad = totalLoad;
        int heaviest = this.all.stream().mapToInt(weight).max().orElse(1);
        pointsPerWeight = Math.max(LEAST_POINTS, MOST_POINTS / Math.max(1, heaviest));
        keyless = RoundRobin.smooth(all, weight);
        nominal = new int[this.all.size()];
        ring = ring(weight);
    }

    @Override
    public @Nullable T next(long key, Predicate<? super T> wanted) {
        if (key == NO_KEY) {
            return keyless.next(wanted);
        }
        Ring now = ring;
        long[] points = now.points;
        if (points.length == 0) {
            return null;
        }
        int start = pointAfter(points, Mixing.mix((int) key) & PLACES);
        if (factor > 0) {
            T light = firstLight(now, start, wanted);
            if (light != null) {
                return light;
            }
        }
        int index = start;
        int refused = -1;
        for (int tried = 0; tried < points.length; tried++) {
            int number = (int) points[index];
            if (number != refused) {
                T member = all.get(number);
                if (wanted.test(member)) {
                    return member;
                }
                refused = number;
            }
            index = index + 1 == points.length ? 0 : index + 1;
        }
        return null;
    }

    private @Nullable T firstLight(Ring now, int start, Predicate<? super T> wanted) {
        long allowed = (long) Math.max(1, totalLoad.getAsInt()) * factor;
        int index = start;
        for (int tried = 0; tried < now.points.length; tried++) {
            int number = (int) now.points[index];
            T member = all.get(number);
            // load + 1 <= ceil(total * factor / 100 * weight / weights), without a division
            long share = allowed * now.weights[number];
            if (load.applyAsInt(member) * 100L * now.total < share && wanted.test(member)) {
                return member;
            }
            index = index + 1 == now.points.length ? 0 : index + 1;
        }
        return null;
    }

    private static int pointAfter(long[] points, long place) {
        int found = Arrays.binarySearch(points, place << 32);
        int index = found >= 0 ? found : -found - 1;
        return index == points.length ? 0 : index;
    }

    @Override
    public void weigh(ToIntFunction<? super T> weight) {
        keyless.weigh(weight);
        ring = ring(weight);
    }

    private Ring ring(ToIntFunction<? super T> weight) {
        int[] weights = new int[all.size()];
        int[] known = nominal.clone();
        int total = 0;
        for (int member = 0; member < weights.length; member++) {
            int own = Math.max(0, weight.applyAsInt(all.get(member)));
            weights[member] = own;
            known[member] = own > 0 ? own : known[member];
            total = Math.addExact(total, own);
        }
        if (!Arrays.equals(known, nominal)) {
            nominal = known;
            full = points(known);
        }
        return new Ring(ofThoseWithAny(weights, Math.multiplyExact(total, pointsPerWeight)), weights, total);
    }

    private long[] ofThoseWithAny(int[] weights, int count) {
        if (count == full.length) {
            return full;
        }
        long[] points = new long[count];
        int next = 0;
        for (long point : full) {
            if (weights[(int) point] > 0) {
                points[next] = point;
                next++;
            }
        }
        return points;
    }

    private long[] points(int[] weights) {
        int total = Arrays.stream(weights).reduce(0, Math::addExact);
        long[] points = new long[Math.multiplyExact(total, pointsPerWeight)];
        int count = 0;
        for (int member = 0; member < weights.length; member++) {
            int seed = KeyHash.crc32(name.apply(all.get(member)).getBytes(StandardCharsets.UTF_8));
            for (int point = 0; point < weights[member] * pointsPerWeight; point++) {
                long place = Mixing.mix(seed ^ Mixing.mix(point)) & PLACES;
                points[count] = place << 32 | member;
                count++;
            }
        }
        Arrays.sort(points);
        return points;
    }
}
