package lb.admin.config;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lb.proxy.settings.AcceptProxy;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.ListenOptions;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Network;
import lb.proxy.settings.TcpOptions;
import lb.proxy.settings.UnixAddress;
import lb.proxy.settings.UnixPermissions;
import org.jspecify.annotations.Nullable;

/** Reads where and how something listens. */
final class BindReader {
    private static final Map<String, Boolean> FLAGS =
            Map.of("true", true, "yes", true, "on", true, "false", false, "no", false, "off", false);

    /** One listener, and where it is written. */
    record Bind(BindSettings settings, Value value) {
        SocketAddress address() {
            return settings.address();
        }
    }

    private BindReader() {}

    /**
     * One address or a list of them; none when the key is missing or all are wrong, which is then said.
     *
     * @param mode what is spoken, within TLS where there is TLS
     */
    static List<Bind> read(Section section, Key<?> key, Mode mode, TlsDefaults tls) {
        var value = section.value(key);
        if (value == null) {
            section.missing(key, BindAddress.EXPECTED);
            return List.of();
        }
        var elements = value.elements();
        if (elements.isEmpty()) {
            value.expected("an address or more");
        }
        var binds = new ArrayList<Bind>();
        var amount = new Amount("listeners");
        for (var element : elements) {
            var before = binds.size();
            if (element.isObject()) {
                readObject(element, section.title(), key.name() + ".", mode, tls, binds);
            } else {
                if (element.scalar().filter(BindAddress::isQuic).isPresent()) {
                    element.wrong("expected with QUIC: { address = …, tls { certificates = … } }");
                    continue;
                }
                for (var address : addresses(element)) {
                    binds.add(new Bind(new BindSettings(address), element));
                }
            }
            amount.add(binds.size() - before, element);
        }
        return binds;
    }

    private static void readObject(
            Value element, String title, String prefix, Mode mode, TlsDefaults defaults, List<Bind> binds) {
        var section = Section.of(element, BindKeys.TABLE, title, prefix);
        if (section == null) {
            return;
        }
        var acceptProxy = acceptProxy(section);
        var listen = listen(section, mode, defaults);
        var tcp = TcpReader.read(section, TcpOptions.STANDARD);
        var written = section.value(BindKeys.ADDRESS);
        var quic =
                written != null && written.scalar().filter(BindAddress::isQuic).isPresent();
        var tls = ofVersion(section, listen, ListenTlsReader.read(section, mode, defaults, quic));
        if (written == null) {
            section.missing(BindKeys.ADDRESS, BindAddress.EXPECTED);
            return;
        }
        var addresses = addresses(written);
        if (!addresses.isEmpty()) {
            refuseOptionsOfOthers(section, addresses.getFirst());
        }
        if (quic) {
            for (var key : BindKeys.TCP_ONLY) {
                section.wrong(key, "not with QUIC, which is not TCP");
            }
            if (mode != Mode.HTTP) {
                written.wrong("only with mode = http: QUIC is for HTTP/3");
                return;
            }
            if (tls == null) {
                if (!section.has(ListenTlsKeys.TLS)) {
                    section.missing(ListenTlsKeys.TLS, "{ certificates = … }, without which there is no QUIC");
                }
                return;
            }
            for (var address : addresses) {
                binds.add(new Bind(new BindSettings(address).with(tls).overQuic(), written));
            }
            return;
        }
        for (var address : addresses) {
            binds.add(new Bind(new BindSettings(address, acceptProxy, listen, tcp, tls), written));
        }
    }

    /** One address, or those of a range of ports; none when it is wrong, which is then said. */
    private static List<? extends SocketAddress> addresses(Value value) {
        var text = value.scalar();
        if (text.isEmpty()) {
            value.expected(BindAddress.EXPECTED);
            return List.of();
        }
        try {
            return BindAddress.parse(text.get());
        } catch (ValueException e) {
            value.wrong(e.detail());
            return List.of();
        }
    }

    private static ListenOptions listen(Section section, Mode mode, TlsDefaults defaults) {
        if (section.orStandard(BindKeys.HTTP2_ONLY)) {
            if (mode != Mode.HTTP) {
                section.wrong(BindKeys.HTTP2_ONLY, "only with mode = http");
            } else if (!defaults.http2()) {
                section.wrong(BindKeys.HTTP2_ONLY, "HTTP/2 is turned off by http2.enabled");
            }
        }
        return new ListenOptions(
                section.orStandard(BindKeys.BACKLOG),
                section.orStandard(BindKeys.REUSE_PORT),
                section.get(BindKeys.V6ONLY),
                section.orStandard(BindKeys.TRANSPARENT),
                section.orStandard(BindKeys.DEFER_ACCEPT),
                section.orStandard(BindKeys.FAST_OPEN),
                permissions(section),
                section.orStandard(BindKeys.HTTP2_ONLY));
    }

    /** Nothing is offered that is not spoken. */
    private static @Nullable ListenTls ofVersion(Section section, ListenOptions listen, @Nullable ListenTls tls) {
        if (tls == null || !listen.http2Only() || tls.protocols().isEmpty()) {
            return tls;
        }
        if (!tls.protocols().contains("h2")) {
            section.wrong(BindKeys.HTTP2_ONLY, "not with tls.alpn without h2");
        }
        return tls.offering(List.of("h2"));
    }

    private static @Nullable UnixPermissions permissions(Section section) {
        if (BindKeys.FILE_ONLY.stream().noneMatch(section::has)) {
            return null;
        }
        var mode = section.get(BindKeys.MODE);
        return new UnixPermissions(
                mode == null ? -1 : Integer.parseInt(mode, 8), section.get(BindKeys.USER), section.get(BindKeys.GROUP));
    }

    private static void refuseOptionsOfOthers(Section section, SocketAddress address) {
        if (!(address instanceof InetSocketAddress)) {
            BindKeys.NETWORK_ONLY.forEach(key -> section.wrong(key, "only for an address and port"));
        }
        if (!(address instanceof UnixAddress unix) || unix.isAbstract()) {
            BindKeys.FILE_ONLY.forEach(key -> section.wrong(key, "only for the path of a UNIX socket"));
        }
    }

    private static AcceptProxy acceptProxy(Section section) {
        var value = section.value(BindKeys.ACCEPT_PROXY);
        if (value == null) {
            return AcceptProxy.FROM_NOBODY;
        }
        var flag = value.scalar().map(FLAGS::get);
        if (flag.isPresent()) {
            return flag.get() ? AcceptProxy.FROM_EVERYBODY : AcceptProxy.FROM_NOBODY;
        }
        var networks = new ArrayList<Network>();
        for (var element : value.elements()) {
            var network = element.parsed(new Form.Range());
            if (network != null) {
                networks.add(network);
            }
        }
        return new AcceptProxy(false, networks);
    }
}
