package lb.proxy.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import lb.proxy.tls.TlsFacts;
import org.jspecify.annotations.Nullable;

/**
 * A sample that is text: its values lie in the bytes of the subject, each from a start to an end by the buffer's own
 * indexes, both packed into one number. Nothing allocates.
 */
public sealed interface TextFetch extends Fetch {
    /** There is no value. */
    long NONE = -1;

    /** Every occurrence, of which the last stands for them where one is wanted. */
    int ALL = 0;

    /** Where the values lie. */
    ByteBuf bytes(Subject subject);

    /**
     * Whether one of the values matches.
     *
     * @param pattern null where it is enough that there is one
     */
    boolean any(Subject subject, @Nullable TextPattern pattern);

    /** The one value that HAProxy takes where it takes one; {@link #NONE} for none. */
    long range(Subject subject);

    @Override
    default boolean isPresent(Subject subject) {
        return any(subject, null);
    }

    @Override
    default void append(Subject subject, ByteBuf out) {
        long range = range(subject);
        if (range != NONE) {
            out.writeBytes(bytes(subject), start(range), end(range) - start(range));
        }
    }

    static int start(long range) {
        return (int) (range >>> 32);
    }

    static int end(long range) {
        return (int) range;
    }

    private static long range(int start, int end) {
        return (long) start << 32 | end;
    }

    private static boolean matches(@Nullable TextPattern pattern, ByteBuf in, int start, int end) {
        return pattern == null || pattern.matches(in, start, end);
    }

    /** A part that there is one of. */
    record Whole(Part part) implements TextFetch {
        @Override
        public ByteBuf bytes(Subject subject) {
            return subject.bytes(part);
        }

        @Override
        public boolean any(Subject subject, @Nullable TextPattern pattern) {
            int start = subject.start(part);
            return start >= 0 && matches(pattern, subject.bytes(part), start, subject.end(part));
        }

        @Override
        public long range(Subject subject) {
            int start = subject.start(part);
            return start < 0 ? NONE : TextFetch.range(start, subject.end(part));
        }
    }

    /**
     * Values of a header field.
     *
     * @param name in small letters
     * @param split whether commas, but for those in quotation marks, end a value, which is trimmed then
     * @param response whether those of the response are meant
     * @param occurrence {@link #ALL}, or from 1 on from the first, from -1 on from the last
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    record HeaderField(byte[] name, boolean split, boolean response, int occurrence) implements TextFetch {
        @Override
        public ByteBuf bytes(Subject subject) {
            return subject.fieldBytes();
        }

        @Override
        public boolean any(Subject subject, @Nullable TextPattern pattern) {
            if (occurrence != ALL) {
                long range = range(subject);
                return range != NONE && matches(pattern, bytes(subject), start(range), end(range));
            }
            if (subject.isResponse() != response) {
                return false;
            }
            ByteBuf in = subject.fieldBytes();
            for (int field = 0; field < subject.fields(); field++) {
                if (isNamed(subject, in, field) && anyIn(subject, in, field, pattern)) {
                    return true;
                }
            }
            return false;
        }

        private boolean anyIn(Subject subject, ByteBuf in, int field, @Nullable TextPattern pattern) {
            int end = subject.valueEnd(field);
            int at = subject.valueStart(field);
            if (!split) {
                return matches(pattern, in, at, end);
            }
            while (true) {
                int stop = ListValue.end(in, at, end);
                int start = ListValue.skipBlanks(in, at, stop);
                if (matches(pattern, in, start, ListValue.trimBlanks(in, start, stop))) {
                    return true;
                }
                if (stop == end) {
                    return false;
                }
                at = stop + 1;
            }
        }

        @Override
        public long range(Subject subject) {
            if (subject.isResponse() != response) {
                return NONE;
            }
            if (occurrence > 0) {
                return at(subject, occurrence);
            }
            int fromLast = occurrence == ALL ? 1 : -occurrence;
            return at(subject, count(subject) - fromLast + 1);
        }

        /** The number of values. */
        int count(Subject subject) {
            int count = 0;
            ByteBuf in = subject.fieldBytes();
            for (int field = 0; field < subject.fields(); field++) {
                if (isNamed(subject, in, field)) {
                    count += split ? ListValue.count(in, subject.valueStart(field), subject.valueEnd(field)) : 1;
                }
            }
            return count;
        }

        private long at(Subject subject, int wanted) {
            ByteBuf in = subject.fieldBytes();
            int left = wanted;
            for (int field = 0; left > 0 && field < subject.fields(); field++) {
                if (isNamed(subject, in, field)) {
                    int at = subject.valueStart(field);
                    int end = subject.valueEnd(field);
                    int here = split ? ListValue.count(in, at, end) : 1;
                    if (left <= here) {
                        return split ? listed(in, at, end, left) : TextFetch.range(at, end);
                    }
                    left -= here;
                }
            }
            return NONE;
        }

        private static long listed(ByteBuf in, int from, int end, int wanted) {
            int at = from;
            for (int i = 1; i < wanted; i++) {
                at = ListValue.end(in, at, end) + 1;
            }
            int stop = ListValue.end(in, at, end);
            int start = ListValue.skipBlanks(in, at, stop);
            return TextFetch.range(start, ListValue.trimBlanks(in, start, stop));
        }

        private boolean isNamed(Subject subject, ByteBuf in, int field) {
            return Ascii.isName(in, subject.nameStart(field), subject.nameEnd(field), name);
        }
    }

    /** Text that is known of the client's TLS: this one alone makes a copy, each time. */
    record OfTls(Telling telling) implements TextFetch {
        /** What it is, in words; null for none. */
        interface Telling {
            @Nullable
            String of(@Nullable TlsFacts facts);
        }

        @Override
        public ByteBuf bytes(Subject subject) {
            String text = telling.of(subject.tls());
            return text == null ? Unpooled.EMPTY_BUFFER : Unpooled.copiedBuffer(text, UTF_8);
        }

        @Override
        public boolean any(Subject subject, @Nullable TextPattern pattern) {
            if (telling.of(subject.tls()) == null) {
                return false;
            }
            ByteBuf text = bytes(subject);
            return matches(pattern, text, 0, text.writerIndex());
        }

        @Override
        public long range(Subject subject) {
            String text = telling.of(subject.tls());
            return text == null ? NONE : TextFetch.range(0, ByteBufUtil.utf8Bytes(text));
        }
    }

    /** Values of a parameter of the query, of which the first stands for all. */
    @SuppressWarnings("ArrayRecordComponent")
    record QueryParameter(byte[] name) implements TextFetch {
        @Override
        public ByteBuf bytes(Subject subject) {
            return subject.bytes(Part.QUERY);
        }

        @Override
        public boolean any(Subject subject, @Nullable TextPattern pattern) {
            return find(subject, pattern) != NONE;
        }

        @Override
        public long range(Subject subject) {
            return find(subject, null);
        }

        private long find(Subject subject, @Nullable TextPattern pattern) {
            int start = subject.start(Part.QUERY);
            if (start < 0) {
                return NONE;
            }
            ByteBuf in = subject.bytes(Part.QUERY);
            int end = subject.end(Part.QUERY);
            while (start <= end) {
                int stop = indexOf(in, start, end, '&');
                int nameEnd = indexOf(in, start, stop, '=');
                int value = Math.min(nameEnd + 1, stop);
                if (nameEnd - start == name.length
                        && Ascii.isAt(in, start, name, false)
                        && matches(pattern, in, value, stop)) {
                    return TextFetch.range(value, stop);
                }
                start = stop + 1;
            }
            return NONE;
        }

        private static int indexOf(ByteBuf in, int start, int end, char wanted) {
            int index = in.indexOf(start, end, (byte) wanted);
            return index < 0 ? end : index;
        }
    }

    /**
     * Values of a cookie, of which the last stands for all.
     *
     * @param response whether those that the response sets are meant
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Cookie(byte[] name, boolean response) implements TextFetch {
        private static final byte[] COOKIE = {'c', 'o', 'o', 'k', 'i', 'e'};
        private static final byte[] SET_COOKIE = {'s', 'e', 't', '-', 'c', 'o', 'o', 'k', 'i', 'e'};

        @Override
        public ByteBuf bytes(Subject subject) {
            return subject.fieldBytes();
        }

        @Override
        public boolean any(Subject subject, @Nullable TextPattern pattern) {
            return find(subject, pattern, false) != NONE;
        }

        @Override
        public long range(Subject subject) {
            return find(subject, null, true);
        }

        private long find(Subject subject, @Nullable TextPattern pattern, boolean last) {
            long found = NONE;
            if (subject.isResponse() != response) {
                return found;
            }
            ByteBuf in = subject.fieldBytes();
            byte[] fieldName = response ? SET_COOKIE : COOKIE;
            for (int field = 0; field < subject.fields(); field++) {
                if (Ascii.isName(in, subject.nameStart(field), subject.nameEnd(field), fieldName)) {
                    int end = end(in, subject.valueStart(field), subject.valueEnd(field));
                    long pair = CookiePair.find(in, subject.valueStart(field), end, name);
                    while (pair != CookiePair.NONE) {
                        if (!isLost(subject, in, field, pair)
                                && matches(pattern, in, CookiePair.valueStart(pair), CookiePair.valueEnd(pair))) {
                            found = pair;
                            if (!last) {
                                return found;
                            }
                        }
                        pair = next(in, CookiePair.valueEnd(pair), end);
                    }
                }
            }
            return found;
        }

        /** One without a value that ends its line, and no blank before it: HAProxy does not see it. */
        private boolean isLost(Subject subject, ByteBuf in, int field, long pair) {
            int value = CookiePair.valueStart(pair);
            int before = value - name.length - 2;
            return value == subject.valueEnd(field)
                    && (before < subject.valueStart(field) || in.getByte(before) == ';');
        }

        /** What a response sets is the first pair: attributes follow. */
        private int end(ByteBuf in, int start, int end) {
            int semicolon = response ? in.indexOf(start, end, (byte) ';') : -1;
            return semicolon < 0 ? end : semicolon;
        }

        private long next(ByteBuf in, int from, int end) {
            int semicolon = in.indexOf(from, end, (byte) ';');
            return semicolon < 0 ? CookiePair.NONE : CookiePair.find(in, semicolon + 1, end, name);
        }
    }
}
