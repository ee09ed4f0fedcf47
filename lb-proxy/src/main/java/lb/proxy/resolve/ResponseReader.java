package lb.proxy.resolve;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import java.util.regex.Pattern;
import lb.proxy.resolve.Answer.Failure;
import lb.proxy.resolve.Reply.Addresses;
import lb.proxy.resolve.Reply.Nothing;
import lb.proxy.resolve.Reply.Service;
import lb.proxy.resolve.Reply.Services;
import org.jspecify.annotations.Nullable;

/**
 * Takes from a response what was asked for, and nothing else: records of the name, or of the names that it is an alias of
 * (CNAME) within the same answer (RFC 1034 section 3.6.2), in class IN. What is malformed is left out.
 */
final class ResponseReader {
    /** Of a chain of aliases: more is a loop, or a joke. */
    private static final int MOST_ALIASES = 16;

    /** Of addresses or services in one answer: those behind are not looked at. */
    private static final int MOST_RECORDS = 1024;

    /** A name that can be asked for: an answer may say anything, also a label with dots in it. */
    private static final Pattern HOST = Pattern.compile("([a-z0-9_-]{1,63}\\.){1,127}");

    /** RFC 2181 section 8: the greatest value of 31 bits. */
    private static final long MOST_TTL = Integer.MAX_VALUE;

    private final DnsResponse response;
    private final String by;
    private final DnsRecordType type;
    private String name;
    private long ttl = MOST_TTL;

    private ResponseReader(DnsResponse response, String name, DnsRecordType type, String by) {
        this.response = response;
        this.name = canonical(name);
        this.type = type;
        this.by = by;
    }

    /**
     * Reads it; does not release it.
     *
     * @param name that was asked for
     * @param type A, AAAA or SRV
     * @param by who has answered
     */
    static Reply read(DnsResponse response, String name, DnsRecordType type, String by) {
        return new ResponseReader(response, name, type, by).read();
    }

    /** In small letters, with a dot at its end. */
    static String canonical(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return small.endsWith(".") ? small : small + ".";
    }

    private Reply read() {
        DnsResponseCode code = response.code();
        if (code.equals(DnsResponseCode.NXDOMAIN)) {
            return new Nothing(Failure.NX, "no such name, says " + by);
        }
        if (code.equals(DnsResponseCode.REFUSED)) {
            return new Nothing(Failure.REFUSED, "refused by " + by);
        }
        if (!code.equals(DnsResponseCode.NOERROR)) {
            return new Nothing(Failure.OTHER, "error %d of %s".formatted(code.intValue(), by));
        }
        if (!followAliases()) {
            return new Nothing(Failure.OTHER, "aliases without an end in the answer of " + by);
        }
        return type.equals(DnsRecordType.SRV) ? services() : addresses();
    }

    private boolean followAliases() {
        for (int i = 0; i < MOST_ALIASES; i++) {
            DnsRecord alias = alias();
            String target = alias == null ? null : nameIn(alias, 0);
            if (alias == null || target == null) {
                return true;
            }
            ttl = Math.min(ttl, ttlOf(alias));
            name = target;
        }
        return false;
    }

    private @Nullable DnsRecord alias() {
        int count = response.count(DnsSection.ANSWER);
        for (int i = 0; i < count; i++) {
            DnsRecord record = response.recordAt(DnsSection.ANSWER, i);
            if (record.type().equals(DnsRecordType.CNAME) && isOf(record, name)) {
                return record;
            }
        }
        return null;
    }

    private Reply addresses() {
        SequencedSet<InetAddress> found = new LinkedHashSet<>();
        for (DnsRecord record : wanted()) {
            InetAddress address = address(record);
            if (address != null) {
                found.add(address);
                ttl = Math.min(ttl, ttlOf(record));
            }
        }
        return found.isEmpty() ? none("no address") : new Addresses(List.copyOf(found), ttl, by);
    }

    private Reply services() {
        List<Service> found = new ArrayList<>();
        for (DnsRecord record : wanted()) {
            Service service = service(record);
            if (service != null && !found.contains(service)) {
                found.add(service);
                ttl = Math.min(ttl, ttlOf(record));
            }
        }
        found.sort(Comparator.comparingInt(Service::priority));
        return found.isEmpty() ? none("no service") : new Services(found, additional(), ttl, by);
    }

    private Nothing none(String what) {
        return new Nothing(Failure.NX, what + " in the answer of " + by);
    }

    /** What came along. Only of hosts that are asked for is it used. */
    private Map<String, List<InetAddress>> additional() {
        Map<String, List<InetAddress>> known = new LinkedHashMap<>();
        int count = Math.min(MOST_RECORDS, response.count(DnsSection.ADDITIONAL));
        for (int i = 0; i < count; i++) {
            DnsRecord record = response.recordAt(DnsSection.ADDITIONAL, i);
            InetAddress address = address(record);
            if (address != null) {
                known.computeIfAbsent(canonical(record.name()), _ -> new ArrayList<>())
                        .add(address);
                ttl = Math.min(ttl, ttlOf(record));
            }
        }
        return known;
    }

    private List<DnsRecord> wanted() {
        List<DnsRecord> wanted = new ArrayList<>();
        int count = response.count(DnsSection.ANSWER);
        for (int i = 0; i < count && wanted.size() < MOST_RECORDS; i++) {
            DnsRecord record = response.recordAt(DnsSection.ANSWER, i);
            if (record.type().equals(type) && isOf(record, name)) {
                wanted.add(record);
            }
        }
        return wanted;
    }

    private static boolean isOf(DnsRecord record, String name) {
        return record.dnsClass() == DnsRecord.CLASS_IN
                && canonical(record.name()).equals(name);
    }

    private static long ttlOf(DnsRecord record) {
        return Math.clamp(record.timeToLive(), 0, MOST_TTL);
    }

    /** The address of an A or AAAA record; null where it is none that one machine can have. */
    private static @Nullable InetAddress address(DnsRecord record) {
        int length = record.type().equals(DnsRecordType.A) ? 4 : record.type().equals(DnsRecordType.AAAA) ? 16 : -1;
        if (record.dnsClass() != DnsRecord.CLASS_IN
                || !(record instanceof DnsRawRecord raw)
                || raw.content().readableBytes() != length) {
            return null;
        }
        byte[] bytes = new byte[length];
        raw.content().getBytes(raw.content().readerIndex(), bytes);
        try {
            InetAddress address = InetAddress.getByAddress(bytes);
            return address.isAnyLocalAddress() || address.isMulticastAddress() ? null : address;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    /**
     * RFC 2782:
     *
     * <pre>
     *  0          2        4      6
     *  +----------+--------+------+---------- ...
     *  | priority | weight | port | name of the host; just the root where there is no service
     *  +----------+--------+------+---------- ...
     * </pre>
     */
    private static @Nullable Service service(DnsRecord record) {
        if (!(record instanceof DnsRawRecord raw) || raw.content().readableBytes() < 7) {
            return null;
        }
        ByteBuf content = raw.content();
        int start = content.readerIndex();
        int port = content.getUnsignedShort(start + 4);
        String host = nameIn(record, 6);
        return host == null || port == 0 || !HOST.matcher(host).matches()
                ? null
                : new Service(host, port, content.getUnsignedShort(start + 2), content.getUnsignedShort(start));
    }

    /** The name that begins at that place of a record's data; null where there is none. */
    private static @Nullable String nameIn(DnsRecord record, int offset) {
        if (!(record instanceof DnsRawRecord raw)) {
            return null;
        }
        try {
            return canonical(
                    DefaultDnsRecordDecoder.decodeName(raw.content().duplicate().skipBytes(offset)));
        } catch (DecoderException | IndexOutOfBoundsException e) {
            return null;
        }
    }
}
