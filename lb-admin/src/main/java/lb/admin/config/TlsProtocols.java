package lb.admin.config;

import java.util.ArrayList;
import java.util.List;
import lb.proxy.settings.Mode;

/** Protocols that are spoken within TLS, in the names of ALPN. */
final class TlsProtocols {
    private static final String H2 = "h2";

    private TlsProtocols() {}

    /** A list of them; {@code none} for none. */
    static List<String> read(Value value, Mode mode) {
        if (value.scalar().filter("none"::equals).isPresent()) {
            return List.of();
        }
        var protocols = new ArrayList<String>();
        for (var one : value.elements()) {
            var protocol = one.parsed(ListenTlsKeys.PROTOCOL);
            if (protocol == null) {
                continue;
            }
            if (mode == Mode.HTTP && protocol.equals(H2)) {
                one.wrong("HTTP/2 is not done yet in this version; expected: http/1.1");
            } else if (mode == Mode.HTTP && !protocol.startsWith("http/1.")) {
                one.wrong("with mode = http; expected: http/1.1");
            } else {
                protocols.add(protocol);
            }
        }
        return protocols;
    }
}
