package lb.admin.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.DnsCode;
import lb.proxy.settings.DnsType;
import lb.proxy.settings.ScriptStep;
import org.jspecify.annotations.Nullable;

/**
 * What a check tries, as far as it is known.
 *
 * @param datagrams whether it is of a backend with mode udp
 * @param user null for none
 * @param name null for none
 * @param reply null for none expected
 */
record CheckProbe(
        boolean datagrams,
        CheckKeys.Type type,
        HttpCheck http,
        List<ScriptStep> steps,
        @Nullable String user,
        CheckKeys.Greeting greeting,
        String domain,
        @Nullable String name,
        DnsType record,
        Set<DnsCode> codes,
        String send,
        @Nullable String reply) {
    static final CheckProbe STANDARD = of(false, CheckKeys.TYPE.standard().orElseThrow());

    /** Those of a backend with mode udp, which inherits nothing that is meant for TCP. */
    static CheckProbe ofDatagrams() {
        return of(true, CheckKeys.Type.UDP);
    }

    private static CheckProbe of(boolean datagrams, CheckKeys.Type type) {
        return new CheckProbe(
                datagrams,
                type,
                HttpCheck.STANDARD,
                List.of(),
                null,
                CheckKeys.GREETING.standard().orElseThrow(),
                CheckKeys.SMTP_DOMAIN.standard().orElseThrow(),
                null,
                CheckKeys.RECORD.standard().orElseThrow(),
                EnumSet.of(DnsCode.NOERROR),
                "",
                null);
    }

    /**
     * With what a section of a check says in its place.
     *
     * @param tls whether the check speaks TLS
     */
    CheckProbe over(Section section, boolean tls, boolean sendProxy) {
        var now = section.get(CheckKeys.TYPE, type);
        if (now.datagrams() && !datagrams) {
            section.wrong(CheckKeys.TYPE, "only in a backend with mode = udp");
        }
        refuseOthers(section, now);
        var merged = new CheckProbe(
                datagrams,
                now,
                now == CheckKeys.Type.HTTP ? http.over(section) : http,
                now == CheckKeys.Type.SCRIPT && section.has(CheckKeys.STEPS)
                        ? ScriptReader.read(section, tls, sendProxy)
                        : steps,
                section.has(CheckKeys.USER) ? section.get(CheckKeys.USER) : user,
                section.get(CheckKeys.GREETING, greeting),
                section.get(CheckKeys.SMTP_DOMAIN, domain),
                section.has(CheckKeys.DOMAIN) ? section.get(CheckKeys.DOMAIN) : name,
                section.get(CheckKeys.RECORD, record),
                now == CheckKeys.Type.DNS ? codes(section) : codes,
                section.get(CheckKeys.SEND, send),
                now == CheckKeys.Type.UDP && section.has(CheckKeys.EXPECT) ? reply(section) : reply);
        merged.refuseMissing(section);
        return merged;
    }

    private void refuseMissing(Section section) {
        if (type == CheckKeys.Type.DNS && name == null && !section.has(CheckKeys.DOMAIN)) {
            section.missing(CheckKeys.DOMAIN, CheckKeys.DOMAIN.form().expected());
        }
        if (type == CheckKeys.Type.PGSQL && user == null && !section.has(CheckKeys.USER)) {
            section.missing(CheckKeys.USER, CheckKeys.USER.form().expected());
        }
        if (type == CheckKeys.Type.SCRIPT && steps.isEmpty() && !section.has(CheckKeys.STEPS)) {
            section.missing(CheckKeys.STEPS, CheckKeys.STEPS.form().expected());
        }
    }

    /** Whether silence is a pass. */
    boolean expectsNothing() {
        return type == CheckKeys.Type.UDP && reply == null;
    }

    /** Whether each connection of its script says its port. */
    boolean knowsPorts() {
        return type == CheckKeys.Type.SCRIPT
                && !steps.isEmpty()
                && steps.getFirst() instanceof ScriptStep.Connect
                && steps.stream()
                        .allMatch(step -> !(step instanceof ScriptStep.Connect connect)
                                || connect.port() != CheckSettings.PORT_OF_SERVER);
    }

    /** @param address the server's, as written */
    CheckSettings.Probe settings(String address) {
        return switch (type) {
            case CONNECT -> new CheckSettings.Connect();
            case SCRIPT -> new CheckSettings.Script(steps);
            case HTTP -> http.settings(address);
            case TLS_HELLO -> new CheckSettings.TlsHello();
            case REDIS -> new CheckSettings.Redis();
            case MYSQL -> new CheckSettings.Mysql(user);
            case PGSQL -> new CheckSettings.Postgres(user == null ? "" : user);
            case SMTP -> new CheckSettings.Smtp(greeting == CheckKeys.Greeting.EHLO, domain);
            case LDAP -> new CheckSettings.Ldap();
            case DNS -> new CheckSettings.Dns(name == null ? "." : name, record, codes);
            case UDP -> new CheckSettings.Datagram(send, reply);
        };
    }

    private static void refuseOthers(Section section, CheckKeys.Type type) {
        if (type != CheckKeys.Type.HTTP && type != CheckKeys.Type.DNS && type != CheckKeys.Type.UDP) {
            section.wrong(CheckKeys.EXPECT, "only for type = http, dns or udp");
        }
        CheckKeys.ONLY.forEach((key, only) -> {
            if (!only.contains(type)) {
                section.wrong(
                        key,
                        "only for type = " + only.stream().map(CheckKeys::word).collect(Collectors.joining(" or ")));
            }
        });
        if (type.datagrams()) {
            section.wrong(CheckTlsKeys.TLS, "not for a check by datagrams");
            section.wrong(CheckKeys.SEND_PROXY, "not for a check by datagrams");
        } else if (type == CheckKeys.Type.TLS_HELLO) {
            section.wrong(CheckTlsKeys.TLS, "not for type = tls-hello, which speaks none");
        }
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
}
