package lb.proxy.balance;

import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The choice among members, each of which has a weight that may change at any time. A choice allocates nothing and takes
 * no lock.
 *
 * @param <T> what is chosen
 */
public sealed interface Balancer<T> permits First, KeyMap, KeyRing, LeastLoaded, RandomDraws, RoundRobin {
    /** What there is in place of a key where none is asked for, or a request has none. */
    long NO_KEY = -1;

    /** Wants any. */
    Predicate<Object> ANY = _ -> true;

    /**
     * The next that is wanted, or null when there is none. Any thread.
     *
     * @param key a number of 32 bits, or {@link #NO_KEY}; means something only where members are chosen by key
     * @param wanted asked in the order of preference until it says yes, perhaps of the same member more than once; what
     *     it has said yes to is chosen
     */
    @Nullable
    T next(long key, Predicate<? super T> wanted);

    /**
     * Chooses by these weights from now on. One thread at a time.
     *
     * @param weight of a member; one of 0 is not chosen
     */
    void weigh(ToIntFunction<? super T> weight);
}
