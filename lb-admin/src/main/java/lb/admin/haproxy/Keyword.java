package lb.admin.haproxy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A keyword of HAProxy's manual.
 *
 * @param name its words, such as {@code timeout client}
 * @param contexts where it may stand; in others it is told to have no effect
 * @param remark what replaces it, or else what is to be known of it; empty for nothing
 * @param translation of those that are done
 * @param invertible whether {@code no} and {@code default} may stand before it
 */
record Keyword<S>(
        String name,
        Set<Context> contexts,
        Standing standing,
        String remark,
        @Nullable Translation<S> translation,
        boolean invertible) {
    Keyword {
        contexts = Set.copyOf(contexts);
    }

    /** One that does what it does in HAProxy. */
    static <S> Keyword<S> done(String name, Set<Context> contexts, Translation<S> translation) {
        return new Keyword<>(name, contexts, Standing.DONE, "", translation, false);
    }

    /** One that is followed, and that something else has replaced. */
    static <S> Keyword<S> deprecated(
            String name, Set<Context> contexts, String replacement, Translation<S> translation) {
        return new Keyword<>(name, contexts, Standing.DEPRECATED, replacement, translation, false);
    }

    /** One that has nothing to do here. */
    static <S> Keyword<S> noted(String name, Set<Context> contexts, String remark) {
        return new Keyword<>(name, contexts, Standing.NOTED, remark, null, true);
    }

    /** One that is an error in this version. */
    static <S> Keyword<S> notDone(String name, Set<Context> contexts, String remark) {
        return new Keyword<>(name, contexts, Standing.NOT_DONE, remark, null, true);
    }

    /** Several that are errors in this version for the same reason. */
    static <S> List<Keyword<S>> notDone(List<String> names, Set<Context> contexts, String remark) {
        return names.stream()
                .map(name -> Keyword.<S>notDone(name, contexts, remark))
                .toList();
    }

    /** Several that have nothing to do here for the same reason. */
    static <S> List<Keyword<S>> noted(List<String> names, Set<Context> contexts, String remark) {
        return names.stream()
                .map(name -> Keyword.<S>noted(name, contexts, remark))
                .toList();
    }

    /** One that HAProxy 2.6 refuses, too. */
    static <S> Keyword<S> removed(String name, Set<Context> contexts, String replacement) {
        return new Keyword<>(name, contexts, Standing.REMOVED, replacement, null, false);
    }

    /** The same, also with {@code no} or {@code default} before it. */
    Keyword<S> inverts() {
        return new Keyword<>(name, contexts, standing, remark, translation, true);
    }

    /** The same with something to know of it. */
    Keyword<S> remark(String text) {
        return new Keyword<>(name, contexts, standing, text, translation, invertible);
    }

    static Set<Context> in(Context first, Context... others) {
        return EnumSet.of(first, others);
    }
}
