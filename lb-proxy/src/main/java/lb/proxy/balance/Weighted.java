package lb.proxy.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** The members that may be chosen at one moment, with their weights. The array is never changed. */
final class Weighted<T> {
    private final List<T> members;
    private final int[] weights;
    private final int total;

    /** Those of a weight above 0. */
    static <T> Weighted<T> of(List<T> all, ToIntFunction<? super T> weight) {
        List<T> members = new ArrayList<>(all.size());
        int[] weights = new int[all.size()];
        int total = 0;
        for (T member : all) {
            int own = weight.applyAsInt(member);
            if (own > 0) {
                weights[members.size()] = own;
                members.add(member);
                total = Math.addExact(total, own);
            }
        }
        return new Weighted<>(members, weights, total);
    }

    private Weighted(List<T> members, int[] weights, int total) {
        this.members = List.copyOf(members);
        this.weights = weights;
        this.total = total;
    }

    int size() {
        return members.size();
    }

    T member(int index) {
        return members.get(index);
    }

    int weight(int index) {
        return weights[index];
    }

    /** Of all weights together. */
    int total() {
        return total;
    }
}
