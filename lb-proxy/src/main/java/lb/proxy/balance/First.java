package lb.proxy.balance;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The first in order that is wanted: where all have limits, as few as can bear the load are used. */
public final class First<T> implements Balancer<T> {
    private final List<T> all;
    private volatile Weighted<T> now;

    public First(List<? extends T> all, ToIntFunction<? super T> weight) {
        this.all = List.copyOf(all);
        now = Weighted.of(this.all, weight);
    }

    @Override
    public @Nullable T next(long key, Predicate<? super T> wanted) {
        Weighted<T> members = now;
        for (int i = 0; i < members.size(); i++) {
            if (wanted.test(members.member(i))) {
                return members.member(i);
            }
        }
        return null;
    }

    @Override
    public void weigh(ToIntFunction<? super T> weight) {
        now = Weighted.of(all, weight);
    }
}
