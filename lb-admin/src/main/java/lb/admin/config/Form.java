package lb.admin.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lb.admin.logformat.LogTemplate;
import lb.admin.logformat.LogTemplateException;
import lb.admin.logformat.LogVariable;
import lb.admin.problem.Words;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.Network;
import org.jspecify.annotations.Nullable;

/** What the value of a key looks like. */
sealed interface Form<T> {
    /** In words, to stand after "expected". */
    String expected();

    /** A form with one piece of text as its value. */
    sealed interface Scalar<T> extends Form<T> {
        /**
         * Reads the value.
         *
         * @throws ValueException with what was expected, to stand in brackets after the value
         */
        T parse(String text) throws ValueException;
    }

    /** A whole number. */
    record Whole(int low, int high) implements Scalar<Integer> {
        private static final Pattern DIGITS = Pattern.compile("-?\\d{1,9}");

        @Override
        public String expected() {
            return low + " to " + high;
        }

        @Override
        public Integer parse(String text) throws ValueException {
            if (DIGITS.matcher(text).matches()) {
                var number = Integer.parseInt(text);
                if (number >= low && number <= high) {
                    return number;
                }
            }
            throw new ValueException("expected: " + expected());
        }
    }

    /** True or false. */
    record Flag() implements Scalar<Boolean> {
        @Override
        public String expected() {
            return "true or false";
        }

        @Override
        public Boolean parse(String text) throws ValueException {
            return switch (text) {
                case "true", "yes", "on" -> true;
                case "false", "no", "off" -> false;
                default -> throw new ValueException("expected: " + expected());
            };
        }
    }

    /**
     * A time with a unit.
     *
     * @param zero what 0s means; null where it is out of range
     * @param bare the unit that HAProxy or keepalived would take for a number without one
     */
    record Time(Duration low, Duration high, @Nullable String zero, String bare) implements Scalar<Duration> {
        private static final Pattern NUMBER = Pattern.compile("\\d{1,12}(\\.\\d{1,9})?");

        @Override
        public String expected() {
            return Times.text(low) + " to " + Times.text(high) + (zero == null ? "" : ", or 0s for " + zero);
        }

        @Override
        public Duration parse(String text) throws ValueException {
            if (NUMBER.matcher(text).matches()) {
                throw new ValueException(
                        "expected: a time with its unit, %s; did you mean \"%s%s\"?".formatted(expected(), text, bare));
            }
            Duration time;
            try {
                time = Times.parse(text);
            } catch (ValueException e) {
                throw new ValueException("expected: a time, %s; %s".formatted(expected(), e.detail()));
            }
            if (zero != null && time.isZero()) {
                return time;
            }
            if (time.compareTo(low) < 0 || time.compareTo(high) > 0) {
                throw new ValueException("expected: " + expected());
            }
            return time;
        }
    }

    /** A number of bytes, alone or with a unit of 1,024 or 1,048,576 of them. */
    record Size(int low, int high) implements Scalar<Integer> {
        private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*(|B|k|K|KiB|m|M|MiB|g|G|GiB)");
        private static final long KIB = 1024;
        private static final long MIB = 1024 * KIB;
        private static final long GIB = 1024 * MIB;

        /** In the largest unit that gives a whole number. */
        static String text(long bytes) {
            if (bytes % GIB == 0) {
                return bytes / GIB + "GiB";
            }
            if (bytes % MIB == 0) {
                return bytes / MIB + "MiB";
            }
            return bytes % KIB == 0 ? bytes / KIB + "KiB" : bytes + "B";
        }

        @Override
        public String expected() {
            return expected(low, high);
        }

        @Override
        public Integer parse(String text) throws ValueException {
            return (int) bytes(text, low, high);
        }

        private static String expected(long low, long high) {
            return text(low) + " to " + text(high);
        }

        private static long bytes(String text, long low, long high) throws ValueException {
            var matcher = SIZE.matcher(text.strip());
            if (!matcher.matches()) {
                var units = high < GIB ? "B, KiB, MiB" : "B, KiB, MiB, GiB";
                throw new ValueException("expected: a size, " + expected(low, high) + "; units: " + units);
            }
            var unit = switch (matcher.group(2)) {
                case "", "B" -> 1L;
                case "k", "K", "KiB" -> KIB;
                case "m", "M", "MiB" -> MIB;
                default -> GIB;
            };
            var bytes = Long.parseLong(matcher.group(1)) * unit;
            if (bytes < low || bytes > high) {
                throw new ValueException("expected: " + expected(low, high));
            }
            return bytes;
        }
    }

    /** Bytes of memory, written as a {@link Size}. */
    record Memory(long low, long high) implements Scalar<Long> {
        @Override
        public String expected() {
            return Size.expected(low, high);
        }

        @Override
        public Long parse(String text) throws ValueException {
            return Size.bytes(text, low, high);
        }
    }

    /** One of some words. */
    record Word<T>(Map<String, T> words) implements Scalar<T> {
        public Word {
            words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
        }

        /** The constants of an enum by their names in small letters. */
        static <E extends Enum<E>> Word<E> of(E[] constants) {
            var words = new LinkedHashMap<String, E>();
            for (var constant : constants) {
                words.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
            }
            return new Word<>(words);
        }

        @Override
        public String expected() {
            return String.join(", ", words.keySet());
        }

        @Override
        public T parse(String text) throws ValueException {
            var meant = words.get(text);
            if (meant == null) {
                throw new ValueException("expected: " + expected() + Words.didYouMean(text, words.keySet()));
            }
            return meant;
        }
    }

    /** Text of which a pattern is asked. */
    record Text(String expected, Pattern pattern) implements Scalar<String> {
        /** A path in a URL. */
        static Text path() {
            return new Text("a path that starts with / and has no spaces", Pattern.compile("/[!-~]{0,1023}"));
        }

        @Override
        public String parse(String text) throws ValueException {
            if (!pattern.matcher(text).matches()) {
                throw new ValueException("expected: " + expected);
            }
            return text;
        }
    }

    /** Which line an exchange leaves: by its name, or as a person writes it. */
    record LogLine() implements Scalar<LogFormat> {
        /** Of an exchange that there was, whose handshake had no error. */
        private static final String HTTPSLOG =
                "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r"
                        + " 0/0/0/0/%[ssl_fc_is_resumed] %[ssl_fc_sni]/%sslv/%sslc";

        private static final Map<String, LogFormat> NAMES = names();

        private static Map<String, LogFormat> names() {
            var names = new LinkedHashMap<String, LogFormat>();
            names.put("none", LogFormat.Known.NONE);
            names.put("tcplog", LogFormat.Known.TCP);
            names.put("httplog", LogFormat.Known.HTTP);
            names.put("httpslog", new LogFormat.Template(HTTPSLOG));
            names.put("json", LogFormat.Known.JSON);
            return names;
        }

        @Override
        public String expected() {
            return "none, tcplog, httplog, httpslog, json, or a line with variables such as \"%ci %ST %{+Q}r\"";
        }

        @Override
        public LogFormat parse(String text) throws ValueException {
            var named = NAMES.get(text);
            if (named != null) {
                return named;
            }
            if (text.indexOf('%') < 0) {
                throw new ValueException("expected: " + expected() + Words.didYouMean(text, NAMES.keySet()));
            }
            try {
                LogTemplate.parse(text);
                return new LogFormat.Template(text);
            } catch (LogTemplateException e) {
                throw new ValueException(e.getMessage()
                        + (e.unknown().isEmpty()
                                ? ""
                                : Words.didYouMean(e.unknown(), LogTemplateException.variables())));
            }
        }
    }

    /** Of what the ID of a request is made. */
    record IdFormat() implements Scalar<LogFormat.Template> {
        @Override
        public String expected() {
            return "variables, such as \"%{+X}o %ci:%cp_%fi:%fp_%Ts_%rt:%pid\"";
        }

        @Override
        public LogFormat.Template parse(String text) throws ValueException {
            if (text.indexOf('%') < 0) {
                throw new ValueException("expected: " + expected());
            }
            if (!(new LogLine().parse(text) instanceof LogFormat.Template template)) {
                throw new ValueException("expected: " + expected());
            }
            var unknown = LogTemplate.parsed(text)
                    .variables()
                    .filter(variable -> !variable.isOfId())
                    .distinct()
                    .map(LogVariable::word)
                    .collect(Collectors.joining(", %"));
            if (!unknown.isEmpty()) {
                throw new ValueException("not known when a request has come, or of its text: %" + unknown);
            }
            return template;
        }
    }

    /**
     * The URL of a collector of OTLP.
     *
     * @param path for one that has none
     */
    record Endpoint(String path) implements Scalar<URI> {
        @Override
        public String expected() {
            return CollectorReader.EXPECTED;
        }

        @Override
        public URI parse(String text) throws ValueException {
            return CollectorReader.endpoint(text, path);
        }
    }

    /** Which lines of a log target are sent. */
    record Sampling() implements Scalar<LogSample> {
        @Override
        public String expected() {
            return LogSample.expected();
        }

        @Override
        public LogSample parse(String text) throws ValueException {
            return LogSample.parse(text);
        }
    }

    /** A status code or a range of them, such as 200-399. */
    record StatusRange() implements Scalar<StatusRange.Bounds> {
        /** Both ends pass. */
        record Bounds(int lowest, int highest) {
            @Override
            public String toString() {
                return lowest + "-" + highest;
            }
        }

        private static final Pattern RANGE = Pattern.compile("([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");

        @Override
        public String expected() {
            return "a status or a range of them, 100 to 599, such as 200-399";
        }

        @Override
        public Bounds parse(String text) throws ValueException {
            var matcher = RANGE.matcher(text);
            if (matcher.matches()) {
                var lowest = Integer.parseInt(matcher.group(1));
                var highest = matcher.group(2) == null ? lowest : Integer.parseInt(matcher.group(2));
                if (lowest <= highest) {
                    return new Bounds(lowest, highest);
                }
            }
            throw new ValueException("expected: " + expected());
        }
    }

    /** An IPv4 address. */
    record Ipv4Address() implements Scalar<Inet4Address> {
        @Override
        public String expected() {
            return "an IPv4 address";
        }

        @Override
        public Inet4Address parse(String text) throws ValueException {
            return Addresses.ipv4(text);
        }
    }

    /** An IPv6 address. */
    record Ipv6Address() implements Scalar<InetAddress> {
        @Override
        public String expected() {
            return "an IPv6 address";
        }

        @Override
        public InetAddress parse(String text) throws ValueException {
            return Addresses.literal(text)
                    .filter(Inet6Address.class::isInstance)
                    .orElseThrow(() -> new ValueException("expected: " + expected()));
        }
    }

    /** An IPv4 or IPv6 address. */
    record Literal() implements Scalar<InetAddress> {
        @Override
        public String expected() {
            return "an IP address";
        }

        @Override
        public InetAddress parse(String text) throws ValueException {
            return Addresses.literal(text).orElseThrow(() -> new ValueException("expected: " + expected()));
        }
    }

    /** Where connections come from. */
    record LocalAddress() implements Scalar<Source.Local> {
        @Override
        public String expected() {
            return Source.EXPECTED;
        }

        @Override
        public Source.Local parse(String text) throws ValueException {
            return Source.Local.parse(text);
        }
    }

    /** True or false, where something else may be written too. */
    record Switch(String expected) implements Scalar<Boolean> {
        @Override
        public Boolean parse(String text) throws ValueException {
            try {
                return new Flag().parse(text);
            } catch (ValueException e) {
                throw new ValueException("expected: " + expected);
            }
        }
    }

    /** An address, or a network. */
    record Range() implements Scalar<Network> {
        @Override
        public String expected() {
            return Addresses.NETWORK;
        }

        @Override
        public Network parse(String text) throws ValueException {
            return Addresses.network(text);
        }
    }

    /**
     * Keys of their own, or something that takes more than a piece of text to say; read by code of its own.
     *
     * @param tables of the keys within; more than one only when they are alternatives
     * @param named whether names that the user chooses stand between this key and those
     * @param ordered whether the order of those names matters
     */
    record Part(String expected, List<Table> tables, boolean named, boolean ordered) implements Form<Object> {
        public Part {
            tables = List.copyOf(tables);
        }
    }

    /** Known, and refused: this version cannot do it. */
    record NotYet() implements Form<Object> {
        @Override
        public String expected() {
            return "not done yet in this version";
        }
    }
}
