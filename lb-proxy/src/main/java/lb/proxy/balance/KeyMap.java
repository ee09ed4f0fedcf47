package lb.proxy.balance;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Members by key: the key's number, divided by the number of turns in a round, leaves the place of its member. The
 * smoothest spread there is; when a member comes or goes, the round has another length and nearly every key moves.
 *
 * @param <T> what is chosen
 */
public final class KeyMap<T> implements Balancer<T> {
    private final List<T> all;
    private final RoundRobin<T> keyless;
    private volatile List<T> map;

    public KeyMap(List<? extends T> all, ToIntFunction<? super T> weight) {
        this.all = List.copyOf(all);
        keyless = RoundRobin.fixed(all, weight);
        map = map(weight);
    }

    @Override
    public @Nullable T next(long key, Predicate<? super T> wanted) {
        if (key == NO_KEY) {
            return keyless.next(wanted);
        }
        List<T> members = map;
        int size = members.size();
        int index = size == 0 ? 0 : (int) (key % size);
        for (int tried = 0; tried < size; tried++) {
            T member = members.get(index);
            if (wanted.test(member)) {
                return member;
            }
            index = index + 1 == size ? 0 : index + 1;
        }
        return null;
    }

    @Override
    public void weigh(ToIntFunction<? super T> weight) {
        keyless.weigh(weight);
        map = map(weight);
    }

    private List<T> map(ToIntFunction<? super T> weight) {
        int[] weights =
                all.stream().mapToInt(weight).map(own -> Math.max(0, own)).toArray();
        return Arrays.stream(StaticOrder.of(weights)).mapToObj(all::get).toList();
    }
}
