package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.NetUtil;
import java.util.function.Function;
import lb.proxy.settings.Sample;
import lb.proxy.settings.TlsField;
import lb.proxy.upstream.Backend;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Sample}, compiled: what of a subject it is. Immutable, on any thread. Later kinds of samples, and converters
 * around them, are further implementations.
 */
public sealed interface Fetch permits TextFetch, Fetch.Numeric, Fetch.Address, Fetch.Known {
    /** Appends its value as text, the one that HAProxy takes where there are several; nothing where there is none. */
    void append(Subject subject, ByteBuf out);

    /** Whether it has a value at all. */
    boolean isPresent(Subject subject);

    /**
     * Compiles a sample.
     *
     * @param backends gives the backend of a name
     * @throws IllegalArgumentException for one that cannot be compiled, with the reason
     */
    static Fetch of(Sample sample, Function<String, Backend> backends) {
        return switch (sample) {
            case Sample.Method _ -> new TextFetch.Whole(Part.METHOD);
            case Sample.Host _ -> new TextFetch.Whole(Part.HOST);
            case Sample.Path _ -> new TextFetch.Whole(Part.PATH);
            case Sample.RawPath _ -> new TextFetch.Whole(Part.RAW_PATH);
            case Sample.PathAndQuery _ -> new TextFetch.Whole(Part.PATH_AND_QUERY);
            case Sample.Url _ -> new TextFetch.Whole(Part.TARGET);
            case Sample.Query _ -> new TextFetch.Whole(Part.QUERY);
            case Sample.ServerName _ -> new TextFetch.Whole(Part.SERVER_NAME);
            case Sample.HttpVersion _ -> new TextFetch.Whole(Part.VERSION);
            case Sample.QueryParameter(String name) -> new TextFetch.QueryParameter(name.getBytes(ISO_8859_1));
            case Sample.Header(String name, boolean split) -> field(name, split, false, TextFetch.ALL);
            case Sample.HeaderAt(String name, boolean split, int which) -> field(name, split, false, which);
            case Sample.ResponseHeader(String name, boolean split) -> field(name, split, true, TextFetch.ALL);
            case Sample.ResponseHeaderAt(String name, boolean split, int which) -> field(name, split, true, which);
            case Sample.Cookie(String name) -> new TextFetch.Cookie(name.getBytes(ISO_8859_1), false);
            case Sample.ResponseCookie(String name) -> new TextFetch.Cookie(name.getBytes(ISO_8859_1), true);
            case Sample.HeaderCount(String name, boolean split) -> new Count(field(name, split, false, TextFetch.ALL));
            case Sample.ResponseHeaderCount(String name, boolean split) ->
                new Count(field(name, split, true, TextFetch.ALL));
            case Sample.Length(Sample of) -> {
                if (of(of, backends) instanceof TextFetch text) {
                    yield new Length(text);
                }
                throw new IllegalArgumentException("the length of what is no text: " + of);
            }
            case Sample.UsableServers(String backend) -> new UsableServers(backends.apply(backend));
            case Sample.Status _ -> Fact.STATUS;
            case Sample.SourcePort _ -> Fact.SOURCE_PORT;
            case Sample.DestinationPort _ -> Fact.DESTINATION_PORT;
            case Sample.Tls _ -> Fact.TLS;
            case Sample.HelloType _ -> Fact.HELLO_TYPE;
            case Sample.OfTls(TlsField field) ->
                field.isNumber() ? new OfTls(field) : new TextFetch.OfTls(facts -> TlsSamples.text(field, facts));
            case Sample.OfClientName(TlsField field, String type, int which) ->
                new TextFetch.OfTls(facts -> TlsSamples.entry(field, type, which, facts));
            case Sample.Source _ -> Address.SOURCE;
            case Sample.Destination _ -> Address.DESTINATION;
            case Sample.UniqueId _ -> new Known(Subject.Word.UNIQUE_ID);
            case Sample.FrontendName _ -> new Known(Subject.Word.FRONTEND_NAME);
            case Sample.BackendName _ -> new Known(Subject.Word.BACKEND_NAME);
            case Sample.ChosenServer _ -> new Known(Subject.Word.SERVER_NAME);
        };
    }

    private static TextFetch.HeaderField field(String name, boolean split, boolean response, int occurrence) {
        return new TextFetch.HeaderField(Ascii.lower(name.getBytes(ISO_8859_1)), split, response, occurrence);
    }

    /** One that is a number. */
    sealed interface Numeric extends Fetch permits Fact, Count, Length, UsableServers, OfTls {
        /** There is none. */
        long ABSENT = Long.MIN_VALUE;

        long of(Subject subject);

        @Override
        default boolean isPresent(Subject subject) {
            return of(subject) != ABSENT;
        }

        @Override
        default void append(Subject subject, ByteBuf out) {
            long value = of(subject);
            if (value != ABSENT) {
                ByteBufUtil.writeAscii(out, Long.toString(value));
            }
        }
    }

    /** A number that is known without looking. */
    enum Fact implements Numeric {
        STATUS,
        SOURCE_PORT,
        DESTINATION_PORT,
        TLS,
        HELLO_TYPE;

        @Override
        public long of(Subject subject) {
            int value = switch (this) {
                case STATUS -> subject.status();
                case SOURCE_PORT -> subject.sourcePort();
                case DESTINATION_PORT -> subject.destinationPort();
                case TLS -> subject.tls() == null ? 0 : 1;
                case HELLO_TYPE -> subject.helloType();
            };
            return value < 0 ? ABSENT : value;
        }
    }

    /** How many values a header field has. */
    record Count(TextFetch.HeaderField field) implements Numeric {
        @Override
        public long of(Subject subject) {
            return subject.isResponse() == field.response() ? field.count(subject) : ABSENT;
        }
    }

    /** The length of a text. */
    record Length(TextFetch text) implements Numeric {
        @Override
        public long of(Subject subject) {
            long range = text.range(subject);
            return range == TextFetch.NONE ? ABSENT : TextFetch.end(range) - TextFetch.start(range);
        }
    }

    /** A number that is known of the client's TLS. */
    record OfTls(TlsField field) implements Numeric {
        @Override
        public long of(Subject subject) {
            return TlsSamples.number(field, subject.tls());
        }
    }

    /** How many servers of a backend may be chosen. */
    record UsableServers(Backend backend) implements Numeric {
        @Override
        public long of(Subject subject) {
            return backend.usableCount();
        }
    }

    /** One that is an address. */
    enum Address implements Fetch {
        SOURCE,
        DESTINATION;

        byte[] of(Subject subject) {
            return this == SOURCE ? subject.clientAddress() : subject.destinationAddress();
        }

        @Override
        public boolean isPresent(Subject subject) {
            return of(subject).length > 0;
        }

        @Override
        public void append(Subject subject, ByteBuf out) {
            byte[] address = of(subject);
            if (address.length > 0) {
                ByteBufUtil.writeAscii(out, NetUtil.bytesToIpAddress(address));
            }
        }
    }

    /** One that is known of the exchange by name. */
    record Known(Subject.Word word) implements Fetch {
        @Override
        public boolean isPresent(Subject subject) {
            return subject.word(word) != null;
        }

        @Override
        public void append(Subject subject, ByteBuf out) {
            @Nullable CharSequence known = subject.word(word);
            if (known != null) {
                out.writeCharSequence(known, ISO_8859_1);
            }
        }
    }
}
