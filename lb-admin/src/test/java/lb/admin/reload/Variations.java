package lb.admin.reload;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of values of a type that differ in one thing each: of a record one for each component, of whatever is in it too. By reflection, so
 * that a component that comes is among them by itself.
 */
final class Variations {
    /** Two values, and where in them they differ. */
    record Pair(
            String path, @Nullable Object before, @Nullable Object after) {}

    /** What a record is made of otherwise when it cannot be made. */
    private static final int ATTEMPTS = 8;

    /** One pair of each type that was gone through, with its path from there. */
    private final Map<Class<?>, Pair> walked = new HashMap<>();

    /** Values of types, each by the attempt with which its making began. */
    private final Map<List<Object>, Object> made = new HashMap<>();

    private Variations() {}

    /** All of a type; the path of each begins with its name. */
    static List<Pair> of(Class<?> type) {
        return new Variations().pairs(type, type.getSimpleName(), List.of());
    }

    private List<Pair> pairs(Type type, String path, List<Class<?>> around) {
        Class<?> raw = raw(type);
        List<?> plain = PlainValues.of(raw);
        if (plain != null) {
            return between(path, plain);
        }
        if (Collection.class.isAssignableFrom(raw)) {
            Type of = ((ParameterizedType) type).getActualTypeArguments()[0];
            List<Pair> all = new ArrayList<>();
            if (!around.contains(raw(of))) {
                all.add(new Pair(
                        path + "[]", collection(raw, List.of()), collection(raw, List.of(any(of, 0, around)))));
                all.add(new Pair(
                        path + "[]", collection(raw, List.of()), collection(raw, List.of(any(of, 1, around)))));
            }
            for (Pair each : pairs(of, path + "[0]", around)) {
                all.add(new Pair(
                        each.path(), collection(raw, List.of(each.before())), collection(raw, List.of(each.after()))));
            }
            return all;
        }
        if (Map.class.isAssignableFrom(raw)) {
            Type[] of = ((ParameterizedType) type).getActualTypeArguments();
            Object key = any(of[0], 0, around);
            List<Pair> all = new ArrayList<>();
            all.add(new Pair(path + "{}", Map.of(), Map.of(key, any(of[1], 0, around))));
            for (Pair each : pairs(of[1], path + "{" + key + "}", around)) {
                all.add(new Pair(each.path(), Map.of(key, each.before()), Map.of(key, each.after())));
            }
            return all;
        }
        if (around.contains(raw)) {
            // It is inside itself: what differs in it differs further out, too.
            return List.of();
        }
        Pair known = walked.get(raw);
        if (known != null) {
            // All that is in it was seen elsewhere: here it counts whether it is looked at.
            return List.of(new Pair(path + known.path(), known.before(), known.after()));
        }
        List<Pair> all = walk(raw, path, around);
        if (!all.isEmpty()) {
            Pair first = all.getFirst();
            walked.put(raw, new Pair(first.path().substring(path.length()), first.before(), first.after()));
        }
        return all;
    }

    private List<Pair> walk(Class<?> raw, String path, List<Class<?>> around) {
        if (raw.isRecord()) {
            return record(raw, path, with(around, raw));
        }
        if (raw.isSealed()) {
            List<Pair> all = new ArrayList<>();
            List<Object> one = new ArrayList<>();
            for (Class<?> kind : raw.getPermittedSubclasses()) {
                String named = path + "<" + kind.getSimpleName() + ">";
                all.addAll(pairs(kind, named, with(around, raw)));
                Object value = tryAny(kind, with(around, raw));
                if (value != null) {
                    one.add(value);
                }
            }
            all.addAll(between(path, one));
            return all;
        }
        throw new AssertionError(path + ": teach this test two values of " + raw);
    }

    private static List<Pair> between(String path, List<?> values) {
        List<Pair> all = new ArrayList<>();
        for (int i = 1; i < values.size(); i++) {
            all.add(new Pair(path, values.get(i - 1), values.get(i)));
        }
        return all;
    }

    private List<Pair> record(Class<?> type, String path, List<Class<?>> around) {
        List<Pair> all = new ArrayList<>();
        RecordComponent[] components = type.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            String named = path + "." + components[i].getName();
            List<Pair> own = new ArrayList<>();
            if (isNullable(components[i])) {
                Object some = tryAny(components[i].getGenericType(), around);
                if (some != null) {
                    own.add(new Pair(named + "?", null, some));
                }
            }
            own.addAll(pairs(components[i].getGenericType(), named, around));
            int lifted = 0;
            for (Pair each : own) {
                Pair whole = lift(type, i, each, around);
                if (whole != null) {
                    all.add(whole);
                    lifted++;
                }
            }
            if (lifted == 0 && !own.isEmpty()) {
                throw new AssertionError(named + ": teach this test two values that can be there, unlike "
                        + own.getFirst().before() + " and " + own.getFirst().after());
            }
        }
        return all;
    }

    /** The same in a record, whatever else is in that; null where it cannot be in one. */
    private @Nullable Pair lift(Class<?> type, int number, Pair pair, List<Class<?>> around) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Object[] before = components(type, attempt, around);
            Object[] after = before == null ? null : before.clone();
            if (before == null || after == null) {
                continue;
            }
            before[number] = pair.before();
            after[number] = pair.after();
            Object one = tryMake(type, before);
            Object other = tryMake(type, after);
            if (one != null && other != null) {
                return new Pair(pair.path(), one, other);
            }
        }
        return null;
    }

    /** @param attempt an odd one fills those that may be null; the greater it is, the later the plain values */
    private Object @Nullable [] components(Class<?> type, int attempt, List<Class<?>> around) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            boolean nullable = isNullable(components[i]);
            List<?> plain = PlainValues.of(components[i].getType());
            if (!nullable && plain != null) {
                values[i] = plain.get(Math.min(attempt / 2, plain.size() - 1));
                continue;
            }
            values[i] = nullable && attempt % 2 == 0 ? null : tryAny(components[i].getGenericType(), around);
            if (values[i] == null && !nullable) {
                return null;
            }
        }
        return values;
    }

    private Object any(Type type, int attempt, List<Class<?>> around) {
        Object value = tryAny(type, attempt, around);
        if (value == null) {
            throw new AssertionError("teach this test a value of " + type);
        }
        return value;
    }

    private @Nullable Object tryAny(Type type, List<Class<?>> around) {
        return tryAny(type, 0, around);
    }

    /** @param from with which attempt it begins */
    private @Nullable Object tryAny(Type type, int from, List<Class<?>> around) {
        Object known = made.get(List.of(type, from));
        if (known != null) {
            return known;
        }
        Object value = make(type, from, around);
        if (value != null) {
            made.put(List.of(type, from), value);
        }
        return value;
    }

    private @Nullable Object make(Type type, int from, List<Class<?>> around) {
        Class<?> raw = raw(type);
        List<?> plain = PlainValues.of(raw);
        if (plain != null) {
            return plain.getFirst();
        }
        if (Collection.class.isAssignableFrom(raw)) {
            return collection(raw, List.of());
        }
        if (Map.class.isAssignableFrom(raw)) {
            return Map.of();
        }
        if (around.stream().filter(raw::equals).count() > 1) {
            return null;
        }
        if (raw.isRecord()) {
            for (int attempt = from; attempt < ATTEMPTS; attempt++) {
                Object[] values = components(raw, attempt, with(around, raw));
                Object made = values == null ? null : tryMake(raw, values);
                if (made != null) {
                    return made;
                }
            }
            return null;
        }
        if (raw.isSealed()) {
            return Stream.of(raw.getPermittedSubclasses())
                    .map(kind -> tryAny(kind, with(around, raw)))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }
        throw new AssertionError("teach this test two values of " + type);
    }

    private static @Nullable Object tryMake(Class<?> type, Object[] values) {
        try {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<?> made = type.getDeclaredConstructor(types);
            made.setAccessible(true);
            return made.newInstance(values);
        } catch (InvocationTargetException e) {
            return null;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(type.toString(), e);
        }
    }

    private static Object collection(Class<?> raw, List<?> of) {
        return raw == Set.class ? Set.copyOf(of) : of;
    }

    private static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                || component.getAnnotatedType().getAnnotations().length > 0;
    }

    private static List<Class<?>> with(List<Class<?>> around, Class<?> one) {
        return Stream.concat(around.stream(), Stream.of(one)).toList();
    }

    private static Class<?> raw(Type type) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType generic -> (Class<?>) generic.getRawType();
            default -> throw new AssertionError("teach this test what is a " + type);
        };
    }
}
