package lb.admin.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.DnsCode;
import lb.proxy.settings.DnsType;
import org.jspecify.annotations.Nullable;

/**
 * What a check tries, as far as it is known.
 *
 * @param datagrams whether it is of a backend with mode udp
 * @param host null for the server's address
 * @param name null for none
 * @param reply null for none expected
 */
record CheckProbe(
        boolean datagrams,
        CheckKeys.Type type,
        String path,
        String method,
        @Nullable String host,
        Form.StatusRange.Bounds status,
        @Nullable String name,
        DnsType record,
        Set<DnsCode> codes,
        String send,
        @Nullable String reply) {
    static final CheckProbe STANDARD = new CheckProbe(
            false,
            CheckKeys.TYPE.standard().orElseThrow(),
            CheckKeys.PATH.standard().orElseThrow(),
            CheckKeys.METHOD.standard().orElseThrow(),
            null,
            new Form.StatusRange.Bounds(200, 399),
            null,
            CheckKeys.RECORD.standard().orElseThrow(),
            EnumSet.of(DnsCode.NOERROR),
            "",
            null);

    /** Those of a backend with mode udp, which inherits nothing that is meant for TCP. */
    static CheckProbe ofDatagrams() {
        return new CheckProbe(
                true,
                CheckKeys.Type.UDP,
                STANDARD.path,
                STANDARD.method,
                null,
                STANDARD.status,
                null,
                STANDARD.record,
                STANDARD.codes,
                STANDARD.send,
                null);
    }

    /** With what a section of a check says in its place. */
    CheckProbe over(Section section) {
        var now = section.get(CheckKeys.TYPE, type);
        if (now.datagrams() && !datagrams) {
            section.wrong(CheckKeys.TYPE, "only in a backend with mode = udp");
        }
        refuseOthers(section, now);
        var merged = new CheckProbe(
                datagrams,
                now,
                section.get(CheckKeys.PATH, path),
                section.get(CheckKeys.METHOD, method),
                section.has(CheckKeys.HOST) ? section.get(CheckKeys.HOST) : host,
                now == CheckKeys.Type.HTTP ? status(section) : status,
                section.has(CheckKeys.DOMAIN) ? section.get(CheckKeys.DOMAIN) : name,
                section.get(CheckKeys.RECORD, record),
                now == CheckKeys.Type.DNS ? codes(section) : codes,
                section.get(CheckKeys.SEND, send),
                now == CheckKeys.Type.UDP && section.has(CheckKeys.EXPECT) ? reply(section) : reply);
        if (now == CheckKeys.Type.DNS && merged.name == null && !section.has(CheckKeys.DOMAIN)) {
            section.missing(CheckKeys.DOMAIN, CheckKeys.DOMAIN.form().expected());
        }
        return merged;
    }

    /** Whether silence is a pass. */
    boolean expectsNothing() {
        return type == CheckKeys.Type.UDP && reply == null;
    }

    /** @param address the server's, as written */
    CheckSettings.Probe settings(String address) {
        return switch (type) {
            case CONNECT -> new CheckSettings.Connect();
            case HTTP ->
                new CheckSettings.Http(
                        method, path, host == null ? hostHeader(address) : host, status.lowest(), status.highest());
            case DNS -> new CheckSettings.Dns(name == null ? "." : name, record, codes);
            case UDP -> new CheckSettings.Datagram(send, reply);
        };
    }

    private static void refuseOthers(Section section, CheckKeys.Type type) {
        if (type == CheckKeys.Type.CONNECT) {
            section.wrong(CheckKeys.EXPECT, "only for type = http, dns or udp");
        }
        CheckKeys.ONLY.forEach((key, only) -> {
            if (only != type) {
                section.wrong(key, "only for type = " + CheckKeys.word(only));
            }
        });
    }

    private Form.StatusRange.Bounds status(Section section) {
        var value = section.value(CheckKeys.EXPECT);
        var bounds = value == null ? null : value.parsed(CheckKeys.STATUS);
        return bounds == null ? status : bounds;
    }

    private Set<DnsCode> codes(Section section) {
        var value = section.value(CheckKeys.EXPECT);
        if (value == null) {
            return codes;
        }
        var read = EnumSet.noneOf(DnsCode.class);
        List<Value> elements = value.elements();
        for (var element : elements) {
            var code = element.parsed(CheckKeys.DNS_CODE);
            if (code != null) {
                read.add(code);
            }
        }
        if (elements.isEmpty()) {
            value.expected(CheckKeys.DNS_CODE.expected());
        }
        return read;
    }

    private static @Nullable String reply(Section section) {
        var value = section.value(CheckKeys.EXPECT);
        return value == null ? null : value.parsed(CheckKeys.BYTES);
    }

    /** Port 80 is left out, as clients do. */
    private static String hostHeader(String address) {
        return address.endsWith(":80") ? address.substring(0, address.length() - 3) : address;
    }
}
