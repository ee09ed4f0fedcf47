package lb.admin.config;

import java.util.ArrayList;
import java.util.List;
import lb.proxy.settings.Mode;
import org.jspecify.annotations.Nullable;

/** Protocols that are spoken within TLS, in the names of ALPN. */
final class TlsProtocols {
    private static final String H2 = "h2";

    private TlsProtocols() {}

    /**
     * A list of them; {@code none} for none.
     *
     * @param http2 why HTTP/2 is not spoken in mode http, in words; null where it is
     */
    static List<String> read(Value value, Mode mode, @Nullable String http2) {
        if (value.scalar().filter("none"::equals).isPresent()) {
            return List.of();
        }
        var protocols = new ArrayList<String>();
        for (var one : value.elements()) {
            var protocol = one.parsed(ListenTlsKeys.PROTOCOL);
            if (protocol == null) {
                continue;
            }
            boolean isHttp2 = protocol.equals(H2);
            if (mode == Mode.HTTP && isHttp2 && http2 != null) {
                one.wrong(http2 + "; expected: http/1.1");
            } else if (mode == Mode.HTTP && !isHttp2 && !protocol.startsWith("http/1.")) {
                one.wrong("with mode = http; expected: " + (http2 == null ? "h2, http/1.1" : "http/1.1"));
            } else {
                protocols.add(protocol);
            }
        }
        return protocols;
    }
}
